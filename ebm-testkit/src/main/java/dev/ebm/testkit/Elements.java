package dev.ebm.testkit;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;

/** The elements of a result, set one by one; 64-bit integers stay exact. */
final class Elements {

  private final TensorType type;
  private final double[] reals;
  private final long[] wholes;

  /** Zeros. */
  Elements(TensorType type) {
    boolean isLong = type.dtype() == DType.INT64;
    this.type = type;
    this.reals = new double[isLong ? 0 : type.shape().size()];
    this.wholes = new long[isLong ? type.shape().size() : 0];
  }

  /** A real number, rounded or truncated to the dtype. */
  void set(int at, double value) {
    switch (type.dtype()) {
      case FLOAT32 -> reals[at] = (float) value;
      case INT32 -> reals[at] = (int) value;
      case INT64 -> wholes[at] = (long) value;
      case BOOL -> reals[at] = value != 0 ? 1 : 0;
      default -> reals[at] = value;
    }
  }

  /** A whole number, rounded once to a floating dtype or wrapped around to a narrower integer. */
  void setWhole(int at, long value) {
    switch (type.dtype()) {
      case FLOAT32 -> reals[at] = (float) value;
      case INT32 -> reals[at] = (int) value;
      case INT64 -> wholes[at] = value;
      case BOOL -> reals[at] = value != 0 ? 1 : 0;
      default -> reals[at] = value;
    }
  }

  /** One element of a tensor, which may have another dtype. */
  void copy(int at, TensorData from, int index) {
    if (isWhole(from)) {
      setWhole(at, wholeAt(from, index));
    } else {
      set(at, from.at(index));
    }
  }

  /** Adds one element of a tensor of the same dtype. */
  void add(int at, TensorData from, int index) {
    if (type.dtype() == DType.INT64) {
      wholes[at] += wholeAt(from, index);
    } else if (type.dtype() == DType.INT32) {
      setWhole(at, (long) reals[at] + wholeAt(from, index));
    } else {
      reals[at] += from.at(index); // rounded at the end
    }
  }

  TensorData toData() {
    return type.dtype() == DType.INT64
        ? TensorData.of(wholes, type.shape().dims())
        : TensorData.fromDoubles(type, reals);
  }

  /** Whether every element is an integer or a truth value. */
  static boolean isWhole(TensorData data) {
    return !data.type().dtype().isFloating();
  }

  /** An integer, or 0 or 1 for a truth value. */
  static long wholeAt(TensorData data, int index) {
    return data.type().dtype() == DType.INT64 ? data.longs()[index] : (long) data.at(index);
  }
}

package org.example.arrays;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.Arrays;

/**
 * The elements of a value in row-major order. Real numbers are doubles, rounded to the dtype when
 * they are put; whole numbers and truth values, 0 or 1, are longs, so that 64 bits stay exact.
 */
final class Numbers {

  private final DType dtype;
  private final double[] reals;
  private final long[] wholes;

  private Numbers(DType dtype, double[] reals, long[] wholes) {
    this.dtype = dtype;
    this.reals = reals;
    this.wholes = wholes;
  }

  /** Zeros. */
  static Numbers zeros(DType dtype, int size) {
    boolean real = dtype.isFloating();
    return new Numbers(dtype, new double[real ? size : 0], new long[real ? 0 : size]);
  }

  /** Real numbers, which are rounded in place. */
  static Numbers ofReals(DType dtype, double[] reals) {
    Numbers numbers = new Numbers(dtype, reals, new long[0]);
    for (int i = 0; i < reals.length; i++) {
      numbers.put(i, reals[i]);
    }
    return numbers;
  }

  static Numbers of(TensorData data) {
    DType dtype = data.type().dtype();
    return switch (dtype) {
      case FLOAT32, FLOAT64 -> new Numbers(dtype, data.toDoubles(), new long[0]);
      case INT64 -> new Numbers(dtype, new double[0], data.longs());
      default ->
          new Numbers(
              dtype,
              new double[0],
              Arrays.stream(data.toDoubles()).mapToLong(v -> (long) v).toArray());
    };
  }

  TensorData toData(Shape shape) {
    return switch (dtype) {
      case INT64 -> TensorData.of(wholes, shape.dims());
      case FLOAT32, FLOAT64 -> TensorData.fromDoubles(new TensorType(dtype, shape), reals);
      default ->
          TensorData.fromDoubles(
              new TensorType(dtype, shape), Arrays.stream(wholes).asDoubleStream().toArray());
    };
  }

  int size() {
    return reals.length + wholes.length;
  }

  /** Whether the elements are whole numbers or truth values. */
  boolean areWhole() {
    return !dtype.isFloating();
  }

  /** The elements of a floating dtype; not a copy. */
  double[] reals() {
    return reals;
  }

  double real(int i) {
    return reals[i];
  }

  long whole(int i) {
    return wholes[i];
  }

  /** Sets an element to a real number, rounded or truncated. */
  void put(int i, double value) {
    switch (dtype) {
      case FLOAT32 -> reals[i] = (float) value;
      case FLOAT64 -> reals[i] = value;
      case BOOL -> wholes[i] = value == 0 ? 0 : 1;
      default -> wholes[i] = dtype == DType.INT32 ? (int) value : (long) value;
    }
  }

  /** Sets an element to a whole number, rounded once or wrapped around. */
  void put(int i, long value) {
    switch (dtype) {
      case FLOAT32 -> reals[i] = (float) value;
      case FLOAT64 -> reals[i] = (double) value;
      case BOOL -> wholes[i] = value == 0 ? 0 : 1;
      default -> wholes[i] = dtype == DType.INT32 ? (int) value : value;
    }
  }

  /** Sets an element to another's, which may be of another dtype. */
  void copy(int i, Numbers from, int at) {
    if (from.areWhole()) {
      put(i, from.wholes[at]);
    } else {
      put(i, from.reals[at]);
    }
  }

  /** Adds an element of the same dtype. */
  void add(int i, Numbers from, int at) {
    if (areWhole()) {
      put(i, wholes[i] + from.wholes[at]);
    } else {
      put(i, reals[i] + from.reals[at]);
    }
  }

  /** Sets an element to a sum, which is rounded at its end. */
  void putSum(int i, Numbers from, int start, int[] terms) {
    if (areWhole()) {
      put(i, Arrays.stream(terms).mapToLong(term -> from.wholes[start + term]).sum());
    } else {
      double sum = 0;
      for (int term : terms) {
        sum += from.reals[start + term];
      }
      put(i, sum);
    }
  }

  /** Whether one element is larger than another; NaN is larger than all but NaN. */
  boolean isLarger(int one, int other) {
    return areWhole()
        ? wholes[one] > wholes[other]
        : reals[one] > reals[other] || Double.isNaN(reals[one]) && !Double.isNaN(reals[other]);
  }
}

package dev.ebm.backend.jvm;

import dev.ebm.api.backend.Signature;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.backend.jvm.memory.Heap;
import dev.ebm.backend.jvm.oracle.Cells;

/**
 * A value of the jvm backend. float32 and bool live in floats, float64 and int32 in doubles, int64
 * in longs, keys as themselves.
 */
final class JvmValue implements Value {

  private final TensorType type;
  private final ValuePool pool;
  private Object content;

  JvmValue(TensorType type, Object content, ValuePool pool) {
    this.type = type;
    this.content = content;
    this.pool = pool;
    pool.opened();
  }

  /**
   * A value as this backend's own.
   *
   * @throws dev.ebm.api.error.BackendException EBM-B003 if it is another's
   */
  static JvmValue of(Value value, Program program) {
    if (value instanceof JvmValue own) {
      return own;
    }
    throw Signature.foreign(program);
  }

  @Override
  public TensorType type() {
    return type;
  }

  private Object open() {
    if (content == null) {
      throw Signature.closed("a value of the jvm backend");
    }
    return content;
  }

  /** The elements of a float32 or bool value; not a copy. */
  float[] floats() {
    return (float[]) open();
  }

  /** The elements of a float64 or int32 value; not a copy. */
  double[] doubles() {
    return (double[]) open();
  }

  /** The elements of an int64 value; not a copy. */
  long[] longs() {
    return (long[]) open();
  }

  /** The key. */
  TensorData key() {
    return (TensorData) open();
  }

  /** The value as the oracle takes it. */
  Cells cells() {
    return switch (type.dtype()) {
      case KEY -> new Cells(key());
      case FLOAT64, INT32 -> new Cells(doubles());
      case INT64 -> new Cells(longs());
      case FLOAT32, BOOL -> new Cells(widen(floats()));
    };
  }

  static double[] widen(float[] floats) {
    double[] numbers = Heap.doubles(floats.length);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = floats[i];
    }
    return numbers;
  }

  static float[] narrow(double[] numbers) {
    float[] floats = Heap.floats(numbers.length);
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return floats;
  }

  @Override
  public TensorData download() {
    return switch (type.dtype()) {
      case KEY -> key();
      case FLOAT32 -> TensorData.of(floats().clone(), type.shape().dims());
      case FLOAT64, INT32 -> TensorData.fromDoubles(type, doubles());
      case INT64 -> TensorData.of(longs().clone(), type.shape().dims());
      case BOOL -> TensorData.fromDoubles(type, widen(floats()));
    };
  }

  @Override
  public void close() {
    if (content != null) {
      if (content instanceof float[] floats) {
        pool.recycle(floats);
      }
      content = null;
      pool.closed();
    }
  }
}

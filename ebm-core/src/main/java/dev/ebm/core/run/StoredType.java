package dev.ebm.core.run;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** The dtypes of the safetensors format that the framework has, under the format's names. */
enum StoredType {
  F32(DType.FLOAT32, 4),
  F64(DType.FLOAT64, 8),
  I32(DType.INT32, 4),
  I64(DType.INT64, 8),
  BOOL(DType.BOOL, 1);

  private final DType dtype;
  private final int bytes;

  StoredType(DType dtype, int bytes) {
    this.dtype = dtype;
    this.bytes = bytes;
  }

  /**
   * How a dtype is stored.
   *
   * @throws IllegalArgumentException for a key
   */
  static StoredType of(DType dtype) {
    return Arrays.stream(values())
        .filter(type -> type.dtype == dtype)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("a " + dtype + " cannot be stored"));
  }

  static Optional<StoredType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  int bytes() {
    return bytes;
  }

  TensorType of(Shape shape) {
    return new TensorType(dtype, shape);
  }

  /** Copies elements to the start of a chunk. */
  void put(ByteBuffer chunk, TensorData tensor, int from, int count) {
    chunk.clear();
    switch (this) {
      case F32 -> chunk.asFloatBuffer().put(tensor.floats(), from, count);
      case F64 -> chunk.asDoubleBuffer().put(tensor.doubles(), from, count);
      case I32 -> chunk.asIntBuffer().put(tensor.ints(), from, count);
      case I64 -> chunk.asLongBuffer().put(tensor.longs(), from, count);
      case BOOL -> {
        boolean[] elements = tensor.booleans();
        for (int i = 0; i < count; i++) {
          chunk.put(i, (byte) (elements[from + i] ? 1 : 0));
        }
      }
    }
  }

  /** Copies the start of a chunk to elements; false if a truth value is neither 0 nor 1. */
  boolean get(ByteBuffer chunk, TensorData tensor, int from, int count) {
    switch (this) {
      case F32 -> chunk.asFloatBuffer().get(tensor.floats(), from, count);
      case F64 -> chunk.asDoubleBuffer().get(tensor.doubles(), from, count);
      case I32 -> chunk.asIntBuffer().get(tensor.ints(), from, count);
      case I64 -> chunk.asLongBuffer().get(tensor.longs(), from, count);
      case BOOL -> {
        boolean[] elements = tensor.booleans();
        for (int i = 0; i < count; i++) {
          byte value = chunk.get(i);
          if (value != 0 && value != 1) {
            return false;
          }
          elements[from + i] = value == 1;
        }
      }
    }
    return true;
  }
}

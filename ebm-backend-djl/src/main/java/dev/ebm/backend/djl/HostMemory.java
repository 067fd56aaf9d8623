package dev.ebm.backend.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Copies elements between Java's arrays and PyTorch's memory, which Java addresses directly. */
final class HostMemory {

  private HostMemory() {}

  /** A copy in memory that PyTorch owns, so that views of it may outlive it. */
  static PtNDArray upload(PtNDManager manager, TensorData data) {
    PtNDArray array = allocate(manager, data.type());
    try {
      write(data, array);
      return array;
    } catch (RuntimeException e) {
      array.close();
      throw e;
    }
  }

  /** An array of any elements. */
  static PtNDArray allocate(PtNDManager manager, TensorType type) {
    return JniUtils.createEmptyNdArray(
        manager, shape(type.shape()), dataType(type.dtype()), Device.cpu(), SparseFormat.DENSE);
  }

  /** Replaces the elements of an array that is no view. */
  static void write(TensorData data, PtNDArray array) {
    ByteBuffer bytes = array.toByteBuffer(true);
    switch (data.type().dtype()) {
      case FLOAT32 -> bytes.asFloatBuffer().put(data.floats());
      case FLOAT64 -> bytes.asDoubleBuffer().put(data.doubles());
      case INT32 -> bytes.asIntBuffer().put(data.ints());
      case INT64 -> bytes.asLongBuffer().put(data.longs());
      default -> {
        for (boolean element : data.booleans()) {
          bytes.put((byte) (element ? 1 : 0));
        }
      }
    }
  }

  /** A copy of an array, which may be a strided view. */
  static TensorData download(PtNDArray array, TensorType type) {
    int size = type.shape().size();
    int[] dims = type.shape().dims();
    try (NDManager scratch = array.getManager().newSubManager();
        PtNDArray flat = JniUtils.reshape(array, new long[] {size})) {
      // DJL makes strided memory contiguous in an array that only this manager closes.
      flat.attach(scratch);
      ByteBuffer bytes = flat.toByteBuffer(true);
      switch (type.dtype()) {
        case FLOAT32 -> {
          float[] elements = new float[size];
          bytes.asFloatBuffer().get(elements);
          return TensorData.of(elements, dims);
        }
        case FLOAT64 -> {
          double[] elements = new double[size];
          bytes.asDoubleBuffer().get(elements);
          return TensorData.of(elements, dims);
        }
        case INT32 -> {
          int[] elements = new int[size];
          bytes.asIntBuffer().get(elements);
          return TensorData.of(elements, dims);
        }
        case INT64 -> {
          long[] elements = new long[size];
          bytes.asLongBuffer().get(elements);
          return TensorData.of(elements, dims);
        }
        default -> {
          boolean[] elements = new boolean[size];
          for (int i = 0; i < size; i++) {
            elements[i] = bytes.get(i) != 0;
          }
          return TensorData.of(elements, dims);
        }
      }
    }
  }

  /** The value of a bool scalar. */
  static boolean isTrue(PtNDArray scalar) {
    return scalar.toByteBuffer(true).get(0) != 0;
  }

  static DataType dataType(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> DataType.FLOAT32;
      case FLOAT64 -> DataType.FLOAT64;
      case INT32 -> DataType.INT32;
      case INT64 -> DataType.INT64;
      case BOOL -> DataType.BOOLEAN;
      case KEY -> throw new IllegalArgumentException("keys stay on the host");
    };
  }

  static ai.djl.ndarray.types.Shape shape(Shape shape) {
    return new ai.djl.ndarray.types.Shape(dims(shape));
  }

  static long[] dims(Shape shape) {
    return Arrays.stream(shape.dims()).asLongStream().toArray();
  }
}

package dev.ebm.backend.tf;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.Arrays;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Elements between Java arrays and TensorFlow's memory, and the types on both sides. A key is two
 * int64.
 */
final class Transfer {

  private Transfer() {}

  /** A tensor with a copy of the elements; the caller closes it. */
  static Tensor toTensor(TensorData data) {
    return Tensor.of(
        tensorClass(data.type().dtype()), shape(data.type()), tensor -> write(data, tensor));
  }

  private static void write(TensorData data, Tensor tensor) {
    if (data.shape().size() == 0) {
      return;
    }
    ByteDataBuffer buffer = tensor.asRawTensor().data();
    switch (data.type().dtype()) {
      case FLOAT32 -> buffer.asFloats().write(data.floats());
      case FLOAT64 -> buffer.asDoubles().write(data.doubles());
      case INT32 -> buffer.asInts().write(data.ints());
      case INT64 -> buffer.asLongs().write(data.longs());
      case BOOL -> buffer.asBooleans().write(data.booleans());
      case KEY -> buffer.asLongs().write(data.keyBits());
    }
  }

  /** A copy of a tensor's elements. */
  static TensorData toHost(TensorType type, Tensor tensor) {
    int size = type.shape().size();
    if (size == 0) {
      return TensorData.zeros(type);
    }
    int[] dims = type.shape().dims();
    ByteDataBuffer buffer = tensor.asRawTensor().data();
    switch (type.dtype()) {
      case FLOAT32 -> {
        float[] elements = new float[size];
        buffer.asFloats().read(elements);
        return TensorData.of(elements, dims);
      }
      case FLOAT64 -> {
        double[] elements = new double[size];
        buffer.asDoubles().read(elements);
        return TensorData.of(elements, dims);
      }
      case INT32 -> {
        int[] elements = new int[size];
        buffer.asInts().read(elements);
        return TensorData.of(elements, dims);
      }
      case INT64 -> {
        long[] elements = new long[size];
        buffer.asLongs().read(elements);
        return TensorData.of(elements, dims);
      }
      case BOOL -> {
        boolean[] elements = new boolean[size];
        buffer.asBooleans().read(elements);
        return TensorData.of(elements, dims);
      }
      case KEY -> {
        long[] bits = new long[2];
        buffer.asLongs().read(bits);
        return TensorData.key(bits[0], bits[1]);
      }
      default -> throw new IllegalStateException("no dtype: " + type);
    }
  }

  /** The shape that a value has in TensorFlow. */
  static Shape shape(TensorType type) {
    return type.dtype() == DType.KEY
        ? Shape.of(2)
        : Shape.of(Arrays.stream(type.shape().dims()).asLongStream().toArray());
  }

  /** TensorFlow's form of a dtype. */
  static DataType dataType(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> DataType.DT_FLOAT;
      case FLOAT64 -> DataType.DT_DOUBLE;
      case INT32 -> DataType.DT_INT32;
      case INT64, KEY -> DataType.DT_INT64;
      case BOOL -> DataType.DT_BOOL;
    };
  }

  private static Class<? extends TType> tensorClass(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> TFloat32.class;
      case FLOAT64 -> TFloat64.class;
      case INT32 -> TInt32.class;
      case INT64, KEY -> TInt64.class;
      case BOOL -> TBool.class;
    };
  }
}

package dev.ebm.backend.djl;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The arrays that are made once and live as long as an executable. */
final class Constants implements AutoCloseable {

  private static final ai.djl.ndarray.types.Shape SCALAR = HostMemory.shape(Shape.SCALAR);

  private final PtNDManager arrays;
  private final List<PtNDArray> kept = new ArrayList<>();
  private final Map<TensorData, PtNDArray> literals = new HashMap<>();

  Constants(PtNDManager arrays) {
    this.arrays = arrays;
  }

  /** Keeps an array, which is closed with the others. */
  PtNDArray keep(PtNDArray array) {
    kept.add(array);
    return array;
  }

  /** The array of some data, the same one for equal data. */
  PtNDArray of(TensorData data) {
    return literals.computeIfAbsent(data, unused -> keep(HostMemory.upload(arrays, data)));
  }

  /** The array of a literal or of an iota. */
  PtNDArray of(Node source) {
    if (source.op() == Op.CONSTANT) {
      return of(source.attribute(Attribute.Literal.class).data());
    }
    int[] numbers = new int[source.shape().dim(0)];
    Arrays.setAll(numbers, i -> i);
    return of(TensorData.of(numbers, numbers.length));
  }

  PtNDArray scalar(DType dtype, double value) {
    TensorType type = new TensorType(dtype, Shape.SCALAR);
    return of(TensorData.fromDoubles(type, new double[] {value}));
  }

  /** A new int32 scalar, which the caller closes. */
  PtNDArray counter(int value) {
    return JniUtils.full(arrays, SCALAR, value, DataType.INT32, Device.cpu(), SparseFormat.DENSE);
  }

  /** New zeros, which the caller closes. */
  PtNDArray zeros(TensorType type) {
    return JniUtils.createZerosNdArray(
        arrays,
        HostMemory.shape(type.shape()),
        HostMemory.dataType(type.dtype()),
        Device.cpu(),
        SparseFormat.DENSE);
  }

  @Override
  public void close() {
    kept.forEach(PtNDArray::close);
  }
}

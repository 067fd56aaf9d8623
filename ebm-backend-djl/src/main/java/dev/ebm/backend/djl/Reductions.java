package dev.ebm.backend.djl;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import java.util.stream.LongStream;

/** Sums and maxima over axes. */
final class Reductions {

  private Reductions() {}

  /** PyTorch sums int32 in int64. */
  static Kernel sum(Node node) {
    long[] axes = Layout.axes(node);
    if (node.dtype() != DType.INT32) {
      return in -> JniUtils.sum(in[0], axes, false);
    }
    return in -> {
      try (PtNDArray wide = JniUtils.sum(in[0], axes, false)) {
        return JniUtils.to(wide, DataType.INT32, Device.cpu());
      }
    };
  }

  /** DJL takes one axis, so several are moved to the end and joined first. */
  static Kernel max(Node node) {
    long[] axes = Layout.axes(node);
    if (axes.length == 1) {
      return in -> JniUtils.max(in[0], axes[0], false);
    }
    int rank = node.input(0).shape().rank();
    LongStream kept =
        LongStream.range(0, rank).filter(a -> LongStream.of(axes).noneMatch(b -> a == b));
    long[] order = LongStream.concat(kept, LongStream.of(axes)).toArray();
    long[] dims = HostMemory.dims(node.shape().append(joinedSize(node)));
    return in -> {
      try (PtNDArray moved = JniUtils.permute(in[0], order);
          PtNDArray flat = JniUtils.reshape(moved, dims)) {
        return JniUtils.max(flat, dims.length - 1, false);
      }
    };
  }

  /** PyTorch counts in int64; the first of equals and the first NaN win, as they should. */
  static Kernel argmax(Node node) {
    long axis = Layout.axes(node)[0];
    return in -> {
      try (PtNDArray wide = JniUtils.argMax(in[0], axis, false)) {
        return JniUtils.to(wide, DataType.INT32, Device.cpu());
      }
    };
  }

  private static int joinedSize(Node node) {
    int size = 1;
    for (long axis : Layout.axes(node)) {
      size *= node.input(0).shape().dim((int) axis);
    }
    return size;
  }
}

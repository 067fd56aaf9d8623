package dev.ebm.backend.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/** Operations that move elements. Most results are views, which share their operand's memory. */
final class Layout {

  private Layout() {}

  /** Another handle on the same elements. */
  static PtNDArray alias(PtNDArray array) {
    return JniUtils.reshape(array, array.getShape().getShape());
  }

  static Kernel reshape(Node node) {
    long[] dims = HostMemory.dims(node.shape());
    return in -> JniUtils.reshape(in[0], dims);
  }

  static Kernel transpose(Node node) {
    long[] permutation = axes(node);
    return in -> JniUtils.permute(in[0], permutation);
  }

  static Kernel broadcast(Node node) {
    ai.djl.ndarray.types.Shape shape = HostMemory.shape(node.shape());
    return in -> JniUtils.broadcast(in[0], shape);
  }

  static Kernel slice(Node node) {
    Attribute.Slice part = node.attribute(Attribute.Slice.class);
    long[] start = longs(part.start());
    long[] limit = longs(part.limit());
    long[] stride = longs(part.stride());
    return in -> JniUtils.index(in[0], start, limit, stride, in[0].getManager());
  }

  /** Zeros, into a strided part of which the elements are copied. */
  static Kernel pad(Node node, Constants constants) {
    Attribute.Pad pad = node.attribute(Attribute.Pad.class);
    TensorType type = node.type();
    int[] sizes = node.input(0).shape().dims();
    long[] start = longs(pad.low());
    long[] stride = new long[sizes.length];
    long[] limit = new long[sizes.length];
    for (int axis = 0; axis < sizes.length; axis++) {
      stride[axis] = pad.interior().get(axis) + 1;
      limit[axis] = start[axis] + (sizes[axis] - 1) * stride[axis] + 1;
    }
    boolean empty = node.input(0).shape().size() == 0;
    return in -> {
      PtNDArray result = constants.zeros(type);
      if (!empty) {
        JniUtils.indexSet(result, in[0], start, limit, stride);
      }
      return result;
    };
  }

  /** Writes one entry of a stack. */
  static void setEntry(PtNDArray stack, int i, PtNDArray entry) {
    if (entry.size() == 0) {
      return;
    }
    long[] limit = stack.getShape().getShape().clone();
    long[] start = new long[limit.length];
    long[] stride = new long[limit.length];
    Arrays.fill(stride, 1);
    start[0] = i;
    limit[0] = i + 1;
    JniUtils.indexSet(stack, entry, start, limit, stride);
  }

  static Kernel concat(Node node) {
    long axis = axes(node)[0];
    return in -> JniUtils.cat(in, axis);
  }

  static Kernel reverse(Node node) {
    long[] axes = axes(node);
    return in -> JniUtils.flip(in[0], axes);
  }

  static long[] axes(Node node) {
    return longs(node.attribute(Attribute.Axes.class).axes());
  }

  private static long[] longs(List<Integer> values) {
    return Arrays.stream(values.toArray(Integer[]::new)).mapToLong(Integer::longValue).toArray();
  }
}

package dev.ebm.backend.tf;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import java.util.Arrays;
import org.tensorflow.Output;

/** Operations that remove axes. */
final class Reductions {

  private final Emitter emit;

  Reductions(Emitter emit) {
    this.emit = emit;
  }

  /**
   * One run of neighbouring axes after the other, the outermost first. All at once, TensorFlow
   * takes 14 times as long for the sums over [B, H, W] of [B, C, H, W], and 3 times for those of
   * pooling.
   *
   * @param type TensorFlow's reduction
   */
  Output<?> reduce(Node node, String type, Output<?> x) {
    int[] dims = node.input(0).shape().dims();
    int[] axes = axes(node);
    Output<?> result = x;
    for (int from = 0, to; from < axes.length; from = to) {
      to = from + 1;
      while (to < axes.length && axes[to] == axes[to - 1] + 1) {
        to++;
      }
      int outer = product(dims, 0, axes[from]);
      int size = product(dims, axes[from], axes[to - 1] + 1);
      int inner = product(dims, axes[to - 1] + 1, dims.length);
      Output<?> view = emit.reshape(node, result, outer, size, inner);
      result = emit.op(node, type, view, emit.vector(node, 1));
      Arrays.fill(dims, axes[from], axes[to - 1] + 1, 1);
    }
    return emit.reshape(node, result, node.shape());
  }

  /** TensorFlow's ArgMax passes NaN over, so the first maximum or NaN is looked for in bools. */
  Output<?> argmax(Node node, Output<?> x) {
    int[] dims = node.input(0).shape().dims();
    int axis = axes(node)[0];
    int outer = product(dims, 0, axis);
    int inner = product(dims, axis + 1, dims.length);
    Output<?> view = emit.reshape(node, x, outer, dims[axis], inner);
    if (node.input(0).dtype().isFloating()) {
      Output<?> max =
          emit.op(node, "Max", b -> b.setAttr("keep_dims", true), view, emit.vector(node, 1));
      Output<?> isMax = emit.op(node, "Equal", view, max);
      view = emit.op(node, "LogicalOr", isMax, emit.op(node, "IsNan", view));
    }
    Output<?> first =
        emit.op(
            node,
            "ArgMax",
            b -> b.setAttr("output_type", Transfer.dataType(DType.INT32)),
            view,
            emit.integer(node, 1));
    return emit.reshape(node, first, node.shape());
  }

  private static int[] axes(Node node) {
    return node.attribute(Attribute.Axes.class).toArray();
  }

  private static int product(int[] dims, int from, int to) {
    return Arrays.stream(dims, from, to).reduce(1, (a, b) -> a * b);
  }
}

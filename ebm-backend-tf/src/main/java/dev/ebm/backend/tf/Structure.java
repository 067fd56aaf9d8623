package dev.ebm.backend.tf;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.tensorflow.Output;

/**
 * Broadcasts, slices, pads and reversals. TensorFlow's kernels stop at a number of axes; beyond it
 * each axis is treated by itself, as the middle one of three.
 */
final class Structure {

  private static final int MAX_PAD_RANK = 6;
  private static final int MAX_SLICE_RANK = 8;

  private final Emitter emit;

  Structure(Emitter emit) {
    this.emit = emit;
  }

  /**
   * Treats the middle one of three axes: {@code [outer, n, inner]} to {@code [outer, m, inner]}.
   */
  private interface MiddleAxis {
    Output<?> apply(Output<?> x, int outer, int axis, int inner);
  }

  Output<?> broadcast(Node node, Output<?> x) {
    Shape from = node.input(0).shape();
    Shape to = node.shape();
    if (to.rank() <= Elementwise.MAX_BROADCAST_RANK) {
      return emit.op(node, "BroadcastTo", x, emit.vector(node, to.dims()));
    }
    return axisByAxis(
        node,
        x,
        axis -> from.dim(axis) != to.dim(axis),
        (view, outer, axis, inner) ->
            emit.op(node, "BroadcastTo", view, emit.vector(node, outer, to.dim(axis), inner)));
  }

  Output<?> slice(Node node, Output<?> x) {
    Attribute.Slice part = node.attribute(Attribute.Slice.class);
    if (node.shape().rank() <= MAX_SLICE_RANK) {
      return slice(node, x, array(part.start()), array(part.limit()), array(part.stride()));
    }
    return axisByAxis(
        node,
        x,
        axis -> node.input(0).shape().dim(axis) != node.shape().dim(axis),
        (view, outer, axis, inner) ->
            slice(
                node,
                view,
                new int[] {0, part.start().get(axis), 0},
                new int[] {outer, part.limit().get(axis), inner},
                new int[] {1, part.stride().get(axis), 1}));
  }

  /**
   * One entry of a stack {@code [count, ...]}; TensorFlow copies it only if it is not aligned.
   *
   * @param index int32 vector of one element
   */
  Output<?> entry(Node node, Output<?> stack, Output<?> index, int count, Shape shape) {
    if (shape.rank() >= MAX_SLICE_RANK) {
      Output<?> rows = emit.reshape(node, stack, count, shape.size());
      return emit.reshape(node, entry(node, rows, index, count, Shape.of(shape.size())), shape);
    }
    return emit.op(
        node,
        "StridedSlice",
        b -> b.setAttr("shrink_axis_mask", 1L),
        stack,
        index,
        index, // the end, which counts for nothing where an axis disappears
        emit.vector(node, 1));
  }

  private Output<?> slice(Node node, Output<?> x, int[] start, int[] limit, int[] stride) {
    return emit.op(
        node,
        "StridedSlice",
        x,
        emit.vector(node, start),
        emit.vector(node, limit),
        emit.vector(node, stride));
  }

  Output<?> pad(Node node, Output<?> x) {
    Attribute.Pad pad = node.attribute(Attribute.Pad.class);
    int rank = node.shape().rank();
    boolean spread = pad.interior().stream().anyMatch(zeros -> zeros > 0);
    if (rank <= MAX_PAD_RANK && !spread) {
      int[] widths = new int[2 * rank];
      for (int axis = 0; axis < rank; axis++) {
        widths[2 * axis] = pad.low().get(axis);
        widths[2 * axis + 1] = pad.high().get(axis);
      }
      return pad(node, x, widths);
    }
    return axisByAxis(
        node,
        x,
        axis -> node.input(0).shape().dim(axis) != node.shape().dim(axis),
        (view, outer, axis, inner) -> {
          int size = node.input(0).shape().dim(axis);
          Output<?> spreadOut = spread(node, view, outer, size, inner, pad.interior().get(axis));
          return pad(node, spreadOut, 0, 0, pad.low().get(axis), pad.high().get(axis), 0, 0);
        });
  }

  /** Zeros between the elements: each is followed by zeros, of which the last ones are cut off. */
  private Output<?> spread(Node node, Output<?> x, int outer, int size, int inner, int zeros) {
    if (zeros == 0 || size <= 1) {
      return x;
    }
    Output<?> single = emit.reshape(node, x, outer, size, 1, inner);
    Output<?> followed = pad(node, single, 0, 0, 0, 0, 0, zeros, 0, 0);
    Output<?> joined = emit.reshape(node, followed, outer, size * (1 + zeros), inner);
    int[] limit = {outer, size * (1 + zeros) - zeros, inner};
    return slice(node, joined, new int[3], limit, new int[] {1, 1, 1});
  }

  private Output<?> pad(Node node, Output<?> x, int... widths) {
    TensorData table = TensorData.of(widths, widths.length / 2, 2);
    return emit.op(node, "Pad", x, emit.constant(node, table));
  }

  Output<?> reverse(Node node, Output<?> x) {
    List<Integer> axes = node.attribute(Attribute.Axes.class).axes();
    if (node.shape().rank() <= MAX_SLICE_RANK) {
      return emit.op(node, "ReverseV2", x, emit.vector(node, array(axes)));
    }
    return axisByAxis(
        node,
        x,
        axes::contains,
        (view, outer, axis, inner) -> emit.op(node, "ReverseV2", view, emit.vector(node, 1)));
  }

  /** The last axis first: broadcasts are done in half the time while the tensor is small. */
  private Output<?> axisByAxis(
      Node node, Output<?> x, IntPredicate affected, MiddleAxis treatment) {
    int[] dims = node.input(0).shape().dims();
    Output<?> result = x;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      if (affected.test(axis)) {
        int outer = product(dims, 0, axis);
        int inner = product(dims, axis + 1, dims.length);
        Output<?> view = emit.reshape(node, result, outer, dims[axis], inner);
        result = treatment.apply(view, outer, axis, inner);
        dims[axis] = node.shape().dim(axis);
      }
    }
    return emit.reshape(node, result, node.shape());
  }

  private static int product(int[] dims, int from, int to) {
    return Arrays.stream(dims, from, to).reduce(1, (a, b) -> a * b);
  }

  private static int[] array(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}

package dev.ebm.backend.jvm.oracle;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Shape;

/**
 * The operations that only move elements, as one copy: element (i, j, ...) of a box of sizes {@code
 * dims} goes from {@code from + i * fromStrides[0] + ...} to {@code to + i * toStrides[0] + ...}.
 *
 * @param dims the box
 * @param from first element read
 * @param fromStrides 0 where an element is repeated, negative where the order is reversed
 * @param to first element written
 * @param toStrides likewise
 */
public record Strided(int[] dims, int from, int[] fromStrides, int to, int[] toStrides) {

  /**
   * The copy that a node makes.
   *
   * @param node a TRANSPOSE, BROADCAST, SLICE, REVERSE or PAD; a PAD's result starts as zeros
   */
  public static Strided of(Node node) {
    Shape in = node.input(0).shape();
    Shape out = node.shape();
    int[] inStrides = in.strides();
    int rank = out.rank();
    int[] strides = new int[rank];
    int from = 0;
    switch (node.op()) {
      case TRANSPOSE -> {
        int[] axes = node.attribute(Attribute.Axes.class).toArray();
        for (int i = 0; i < rank; i++) {
          strides[i] = inStrides[axes[i]];
        }
      }
      case BROADCAST -> {
        for (int i = 0; i < rank; i++) {
          strides[i] = in.dim(i) == 1 ? 0 : inStrides[i];
        }
      }
      case SLICE -> {
        Attribute.Slice part = node.attribute(Attribute.Slice.class);
        for (int i = 0; i < rank; i++) {
          strides[i] = inStrides[i] * part.stride().get(i);
          from += inStrides[i] * part.start().get(i);
        }
      }
      case REVERSE -> {
        strides = inStrides.clone();
        for (int axis : node.attribute(Attribute.Axes.class).axes()) {
          strides[axis] = -inStrides[axis];
          from += inStrides[axis] * (in.dim(axis) - 1);
        }
      }
      case PAD -> {
        return ofPad(node, in, out);
      }
      default -> throw new IllegalArgumentException(node.op() + " computes");
    }
    return new Strided(out.dims(), from, strides, 0, out.strides());
  }

  private static Strided ofPad(Node node, Shape in, Shape out) {
    Attribute.Pad pad = node.attribute(Attribute.Pad.class);
    int[] strides = out.strides();
    int to = 0;
    for (int axis = 0; axis < in.rank(); axis++) {
      to += strides[axis] * pad.low().get(axis);
      strides[axis] *= pad.interior().get(axis) + 1;
    }
    return new Strided(in.dims(), 0, in.strides(), to, strides);
  }

  /** Moves one run of elements along the last axis. */
  @FunctionalInterface
  public interface Run {
    /** {@code count} elements at these positions, {@code fromStride} and {@code toStride} apart. */
    void move(int from, int fromStride, int to, int toStride, int count);
  }

  /** Calls {@code run} for every run along the last axis. */
  public void forEachRun(Run run) {
    for (int dim : dims) {
      if (dim == 0) {
        return;
      }
    }
    int last = dims.length - 1;
    if (last < 0) {
      run.move(from, 0, to, 0, 1);
      return;
    }
    int[] index = new int[last];
    int source = from;
    int target = to;
    while (true) {
      run.move(source, fromStrides[last], target, toStrides[last], dims[last]);
      int axis = last - 1;
      while (axis >= 0 && ++index[axis] == dims[axis]) {
        source -= (dims[axis] - 1) * fromStrides[axis];
        target -= (dims[axis] - 1) * toStrides[axis];
        index[axis--] = 0;
      }
      if (axis < 0) {
        return;
      }
      source += fromStrides[axis];
      target += toStrides[axis];
    }
  }
}

package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Shape;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import java.util.List;

/**
 * Sums and maxima over neighbouring axes: the operand is {@code [outer, reduced, inner]}. Every
 * result is computed by one thread in an order that the sizes alone decide.
 */
final class ReduceStep implements SharedStep, Tiled {

  private final boolean max;
  private final int outer;
  private final int reduced;
  private final int inner;
  private final Place.Floats x;
  private final Place.Floats y;
  private final FloatKernels kernels;

  ReduceStep(Node node, Places places, FloatKernels kernels) {
    List<Integer> axes = node.attribute(Attribute.Axes.class).axes();
    Shape in = node.input(0).shape();
    int first = axes.get(0);
    int last = axes.get(axes.size() - 1);
    this.max = node.op() == Op.REDUCE_MAX;
    this.outer = in.range(0, first).size();
    this.reduced = in.range(first, last + 1).size();
    this.inner = in.range(last + 1, in.rank()).size();
    this.x = places.floats(node.input(0));
    this.y = places.floats(node);
    this.kernels = kernels;
  }

  /** Whether the reduced axes are neighbours. */
  static boolean fits(Node node) {
    List<Integer> axes = node.attribute(Attribute.Axes.class).axes();
    return axes.get(axes.size() - 1) - axes.get(0) == axes.size() - 1;
  }

  @Override
  public int units() {
    return outer;
  }

  @Override
  public long cost() {
    return (long) outer * reduced * inner;
  }

  @Override
  public void run(int worker, int from, int to) {
    reduce(Tile.NONE, from, to);
  }

  @Override
  public void run(Tile tile) {
    reduce(tile, tile.start(outer), tile.end(outer));
  }

  private void reduce(Tile tile, int from, int to) {
    float[] source = x.array(tile);
    float[] target = y.array(tile);
    if (inner == 1) {
      int xo = x.offset(tile) + from * reduced;
      if (max) {
        kernels.rowMaxes(source, xo, to - from, reduced, target, y.offset(tile) + from);
      } else {
        kernels.rowSums(source, xo, to - from, reduced, target, y.offset(tile) + from);
      }
      return;
    }
    for (int o = from; o < to; o++) {
      int xo = x.offset(tile) + o * reduced * inner;
      int yo = y.offset(tile) + o * inner;
      if (max) {
        kernels.columnMaxes(source, xo, reduced, inner, inner, target, yo, false);
      } else {
        kernels.columnSums(source, xo, reduced, inner, inner, target, yo, false);
      }
    }
  }
}

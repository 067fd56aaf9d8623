package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Shape;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import java.util.List;

/**
 * A sum over the leading axes, the rows of a stretch: each tile adds the sum of its rows to that of
 * its lane.
 */
final class PartialReduce extends PartialSum {

  private final int rows;
  private final int inner;
  private final Place.Floats x;
  private final FloatKernels kernels;

  PartialReduce(
      Node node, Place.Floats sums, boolean startsSum, Places places, FloatKernels kernels) {
    super(sums, startsSum);
    List<Integer> axes = node.attribute(Attribute.Axes.class).axes();
    Shape in = node.input(0).shape();
    this.inner = in.range(axes.get(axes.size() - 1) + 1, in.rank()).size();
    this.rows = in.size() / inner;
    this.x = places.floats(node.input(0));
    this.kernels = kernels;
  }

  @Override
  void add(Tile tile, float[] lane, int at, boolean replaces) {
    int from = tile.start(rows);
    int count = tile.end(rows) - from;
    float[] xs = x.array(tile);
    int xo = x.offset(tile) + from * inner;
    if (inner == 1) {
      float sum = kernels.sum(xs, xo, count);
      lane[at] = replaces ? sum : lane[at] + sum;
    } else {
      kernels.columnSums(xs, xo, count, inner, inner, lane, at, !replaces);
    }
  }
}

package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Node;
import dev.ebm.backend.jvm.kernel.FloatKernels;

/**
 * A product summed over the rows of a stretch, such as a weight's gradient X^T C: each tile adds
 * the product of its rows to the sum of its lane.
 */
final class PartialDot extends PartialSum {

  private final int m;
  private final int n;
  private final int rows;
  private final Place.Floats x;
  private final Place.Floats c;
  private final FloatKernels kernels;

  /**
   * Finds the operands.
   *
   * @param node a DOT whose left operand is a transposed matrix that is read in place
   */
  PartialDot(Node node, Place.Floats sums, boolean startsSum, Places places, FloatKernels kernels) {
    super(sums, startsSum);
    this.m = node.shape().dim(0);
    this.n = node.shape().dim(1);
    this.rows = node.input(1).shape().dim(0);
    this.x = places.floats(node.input(0).input(0));
    this.c = places.floats(node.input(1));
    this.kernels = kernels;
  }

  @Override
  void add(Tile tile, float[] lane, int at, boolean replaces) {
    int from = tile.start(rows);
    int count = tile.end(rows) - from;
    float[] xs = x.array(tile);
    int xo = x.offset(tile) + from * m;
    float[] cs = c.array(tile);
    int co = c.offset(tile) + from * n;
    float[] to = replaces ? lane : tile.scratch();
    int product = replaces ? at : 0;
    if (n == 1) { // the same sums as a row, whose elements are neighbours
      kernels.gemm(1, m, count, cs, co, 1, 1, xs, xo, m, to, product, m, false);
    } else {
      kernels.gemm(m, n, count, xs, xo, 1, m, cs, co, n, to, product, n, false);
    }
    if (!replaces) {
      kernels.add(lane, at, to, 0, lane, at, m * n);
    }
  }
}

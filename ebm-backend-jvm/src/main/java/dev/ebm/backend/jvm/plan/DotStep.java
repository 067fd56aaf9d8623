package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import java.util.List;

/** Matrix products, divided by rows of the result, or by matrices where there are several. */
final class DotStep implements SharedStep, Tiled {

  /** Rows in a unit of work; a multiple of the rows that the kernel holds in registers. */
  private static final int UNIT_ROWS = 24;

  private final int matrices;
  private final int m;
  private final int n;
  private final int k;
  private final Place.Floats a;
  private final int aRowStride;
  private final int aColumnStride;
  private final Place.Floats b;
  private final Place.Floats c;
  private final FloatKernels kernels;

  DotStep(Node node, Places places, FloatKernels kernels) {
    this.m = node.shape().dim(-2);
    this.n = node.shape().dim(-1);
    this.k = node.input(0).shape().dim(-1);
    this.matrices = node.shape().range(0, node.shape().rank() - 2).size();
    Node left = node.input(0);
    boolean transposed = readsTransposed(left);
    this.a = places.floats(transposed ? left.input(0) : left);
    this.aRowStride = transposed ? 1 : k;
    this.aColumnStride = transposed ? m : 1;
    this.b = places.floats(node.input(1));
    this.c = places.floats(node);
    this.kernels = kernels;
  }

  /** Whether a left operand is a transposed matrix that the kernel reads in place. */
  static boolean readsTransposed(Node left) {
    return left.op() == Op.TRANSPOSE
        && left.attribute(Attribute.Axes.class).axes().equals(List.of(1, 0))
        && !Views.isAlias(left);
  }

  @Override
  public int units() {
    return matrices > 1 ? matrices : (m + UNIT_ROWS - 1) / UNIT_ROWS;
  }

  @Override
  public long cost() {
    return Costs.dot((long) matrices * m, n, k);
  }

  @Override
  public void run(int worker, int from, int to) {
    if (matrices > 1) {
      multiplyMatrices(Tile.NONE, from, to);
    } else {
      multiply(Tile.NONE, 0, from * UNIT_ROWS, Math.min(m, to * UNIT_ROWS));
    }
  }

  @Override
  public void run(Tile tile) {
    if (matrices > 1) {
      multiplyMatrices(tile, tile.start(matrices), tile.end(matrices));
    } else {
      multiply(tile, 0, tile.start(m), tile.end(m));
    }
  }

  private void multiplyMatrices(Tile tile, int from, int to) {
    for (int matrix = from; matrix < to; matrix++) {
      multiply(tile, matrix, 0, m);
    }
  }

  private void multiply(Tile tile, int matrix, int fromRow, int toRow) {
    kernels.gemm(
        toRow - fromRow,
        n,
        k,
        a.array(tile),
        a.offset(tile) + matrix * m * k + fromRow * aRowStride,
        aRowStride,
        aColumnStride,
        b.array(tile),
        b.offset(tile) + matrix * k * n,
        n,
        c.array(tile),
        c.offset(tile) + matrix * m * n + fromRow * n,
        n,
        false);
  }
}

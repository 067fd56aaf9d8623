package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import java.util.List;

/** Matrix products, divided by rows of the result, or by matrices where there are several. */
final class DotStep implements Step {

  /** Rows in a unit of work; a multiple of the rows that the kernel holds in registers. */
  private static final int UNIT_ROWS = 24;

  /** A multiply-add of the kernel takes about a sixteenth of a simple operation. */
  private static final int MULTIPLY_ADDS_PER_COST = 16;

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
  public void run(Workers workers) {
    if ((long) matrices * m * n * k / MULTIPLY_ADDS_PER_COST < DIVIDE_FROM) {
      runMatrices(0, 0, matrices);
    } else if (matrices > 1) {
      workers.run(this::runMatrices, matrices);
    } else {
      workers.run(this::runRows, (m + UNIT_ROWS - 1) / UNIT_ROWS);
    }
  }

  private void runRows(int worker, int from, int to) {
    multiply(0, from * UNIT_ROWS, Math.min(m, to * UNIT_ROWS));
  }

  private void runMatrices(int worker, int from, int to) {
    for (int matrix = from; matrix < to; matrix++) {
      multiply(matrix, 0, m);
    }
  }

  private void multiply(int matrix, int fromRow, int toRow) {
    kernels.gemm(
        toRow - fromRow,
        n,
        k,
        a.array(),
        a.offset() + matrix * m * k + fromRow * aRowStride,
        aRowStride,
        aColumnStride,
        b.array(),
        b.offset() + matrix * k * n,
        n,
        c.array(),
        c.offset() + matrix * m * n + fromRow * n,
        n,
        false);
  }
}

package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import dev.ebm.backend.jvm.oracle.Interpreter;

/** Rows of floats gathered from, or added to, given positions. */
final class RowStep implements Step {

  private final Node node;
  private final int row;
  private final int n;
  private final Place.Floats x;
  private final Place.Numbers indices;
  private final Place.Floats y;
  private final FloatKernels kernels;

  RowStep(Node node, Places places, FloatKernels kernels) {
    this.node = node;
    this.row = node.shape().range(1, node.shape().rank()).size();
    this.n = (node.op() == Op.GATHER ? node.input(0) : node).shape().dim(0);
    this.x = places.floats(node.input(0));
    this.indices = places.numbers(node.input(1));
    this.y = places.floats(node);
    this.kernels = kernels;
  }

  @Override
  public void run(Workers workers) {
    double[] positions = indices.array();
    if (node.op() == Op.GATHER) {
      for (int k = 0; k < positions.length; k++) {
        int at = Interpreter.index(node, positions[k], n) * row;
        kernels.copy(x.array(), x.offset() + at, y.array(), y.offset() + k * row, row);
      }
      return;
    }
    kernels.fill(0, y.array(), y.offset(), y.size());
    for (int k = 0; k < positions.length; k++) {
      int at = y.offset() + Interpreter.index(node, positions[k], n) * row;
      kernels.add(y.array(), at, x.array(), x.offset() + k * row, y.array(), at, row);
    }
  }
}

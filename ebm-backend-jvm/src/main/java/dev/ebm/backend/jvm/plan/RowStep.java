package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import dev.ebm.backend.jvm.oracle.Interpreter;

/** Rows of floats gathered from, or added to, given positions. */
final class RowStep implements Step, Tiled {

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
    if (node.op() == Op.GATHER) {
      gather(Tile.NONE, 0, indices.size());
    } else {
      scatter();
    }
  }

  /** Gathers; to scatter, all rows are needed. */
  @Override
  public void run(Tile tile) {
    int count = indices.size();
    gather(tile, tile.start(count), tile.end(count));
  }

  private void gather(Tile tile, int from, int to) {
    float[] source = x.array(tile);
    float[] target = y.array(tile);
    int xo = x.offset(tile);
    int yo = y.offset(tile);
    for (int k = from; k < to; k++) {
      int at = position(k) * row;
      kernels.copy(source, xo + at, target, yo + k * row, row);
    }
  }

  private int position(int k) {
    return Interpreter.index(node, indices.array()[indices.offset() + k], n);
  }

  private void scatter() {
    kernels.fill(0, y.array(), y.offset(), y.size());
    for (int k = 0; k < indices.size(); k++) {
      int at = y.offset() + position(k) * row;
      kernels.add(y.array(), at, x.array(), x.offset() + k * row, y.array(), at, row);
    }
  }
}

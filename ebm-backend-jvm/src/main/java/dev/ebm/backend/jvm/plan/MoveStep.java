package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import dev.ebm.backend.jvm.oracle.Strided;
import java.util.List;

/** Transposes, broadcasts, slices, reversals and padding of floats. */
final class MoveStep implements SharedStep, Tiled {

  /** Shorter runs are copied faster element by element. */
  private static final int SHORT_RUN = 16;

  private final boolean pads;
  private final boolean transposesMatrix;
  private final Strided strided;
  private final int rank;
  private final Place.Floats x;
  private final Place.Floats y;
  private final FloatKernels kernels;

  MoveStep(Node node, Places places, FloatKernels kernels) {
    this.pads = node.op() == Op.PAD;
    this.transposesMatrix =
        node.op() == Op.TRANSPOSE
            && node.attribute(Attribute.Axes.class).axes().equals(List.of(1, 0));
    this.strided = Strided.of(node);
    this.rank = strided.dims().length;
    this.x = places.floats(node.input(0));
    this.y = places.floats(node);
    this.kernels = kernels;
  }

  /** Zeros go everywhere before a padded operand goes between them. */
  @Override
  public int units() {
    return pads || rank == 0 ? 1 : strided.dims()[0];
  }

  @Override
  public long cost() {
    return Costs.moved(y.size());
  }

  @Override
  public void run(int worker, int from, int to) {
    if (pads) {
      kernels.fill(0, y.array(), y.offset(), y.size());
    }
    if (y.size() > 0 && x.size() > 0) {
      move(Tile.NONE, from, pads && rank > 0 ? strided.dims()[0] : to);
    }
  }

  @Override
  public void run(Tile tile) {
    int rows = strided.dims()[0];
    if (pads) {
      int from = tile.start(y.size());
      kernels.fill(0, y.array(tile), y.offset(tile) + from, tile.end(y.size()) - from);
    }
    move(tile, tile.start(rows), tile.end(rows));
  }

  /** Moves what begins at these positions of the first axis. */
  private void move(Tile tile, int from, int to) {
    float[] source = x.array(tile);
    float[] target = y.array(tile);
    int xo = x.offset(tile) + strided.from();
    int yo = y.offset(tile) + strided.to();
    if (transposesMatrix) {
      int rows = strided.dims()[1];
      int columns = strided.dims()[0];
      int width = to - from;
      kernels.transpose(rows, width, source, xo + from, columns, target, yo + from * rows, rows);
    } else if (rank == 0) {
      target[yo] = source[xo];
    } else {
      int fromStride = strided.fromStrides()[0];
      int toStride = strided.toStrides()[0];
      move(0, to - from, source, xo + from * fromStride, target, yo + from * toStride);
    }
  }

  /** Moves so many positions of an axis, each with all of the axes behind. */
  private void move(int axis, int count, float[] source, int xo, float[] target, int yo) {
    int fromStride = strided.fromStrides()[axis];
    int toStride = strided.toStrides()[axis];
    if (axis < rank - 1) {
      int next = strided.dims()[axis + 1];
      for (int i = 0; i < count; i++) {
        move(axis + 1, next, source, xo + i * fromStride, target, yo + i * toStride);
      }
    } else if (count >= SHORT_RUN && fromStride == 1 && toStride == 1) {
      kernels.copy(source, xo, target, yo, count);
    } else if (count >= SHORT_RUN && fromStride == 0 && toStride == 1) {
      kernels.fill(source[xo], target, yo, count);
    } else {
      for (int i = 0; i < count; i++) {
        target[yo + i * toStride] = source[xo + i * fromStride];
      }
    }
  }
}

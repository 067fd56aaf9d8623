package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Shape;
import dev.ebm.backend.jvm.kernel.FloatKernels;

/** Floats joined along an axis. */
final class ConcatStep implements SharedStep, Tiled {

  private final int outer;
  private final Place.Floats[] parts;
  private final Place.Floats y;
  private final FloatKernels kernels;

  ConcatStep(Node node, Places places, FloatKernels kernels) {
    Shape shape = node.shape();
    int axis = node.attribute(Attribute.Axes.class).axes().get(0);
    this.outer = shape.range(0, axis).size();
    this.parts = node.inputs().stream().map(places::floats).toArray(Place.Floats[]::new);
    this.y = places.floats(node);
    this.kernels = kernels;
  }

  @Override
  public int units() {
    return outer;
  }

  @Override
  public long cost() {
    return Costs.moved(y.size());
  }

  @Override
  public void run(int worker, int from, int to) {
    join(Tile.NONE, from, to);
  }

  @Override
  public void run(Tile tile) {
    join(tile, tile.start(outer), tile.end(outer));
  }

  private void join(Tile tile, int from, int to) {
    if (from == to) {
      return;
    }
    int row = y.size() / outer;
    float[] target = y.array(tile);
    int start = y.offset(tile);
    for (Place.Floats part : parts) {
      float[] source = part.array(tile);
      int xo = part.offset(tile);
      int length = part.size() / outer;
      for (int o = from; o < to; o++) {
        kernels.copy(source, xo + o * length, target, start + o * row, length);
      }
      start += length;
    }
  }
}

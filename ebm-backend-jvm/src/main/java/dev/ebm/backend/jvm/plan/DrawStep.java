package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Philox;

/** Random draws, with the bits of {@link Philox}. */
final class DrawStep implements SharedStep, Tiled {

  /** The generator makes so many draws at once, and a part starts with the first of them. */
  static final int BLOCK = 4;

  /** Draws in a unit of work; a multiple of the block. */
  private static final int UNIT = 256;

  private final boolean normal;
  private final Place.KeyPlace key;
  private final Place.Floats result;

  DrawStep(Node node, Places places) {
    this.normal = node.op() == Op.NORMAL;
    this.key = places.key(node.input(0));
    this.result = places.floats(node);
  }

  @Override
  public int units() {
    return (result.size() + UNIT - 1) / UNIT;
  }

  @Override
  public long cost() {
    return Costs.draws(result.size());
  }

  @Override
  public void run(int worker, int from, int to) {
    draw(Tile.NONE, from * UNIT, Math.min(result.size(), to * UNIT));
  }

  @Override
  public void run(Tile tile) {
    draw(tile, tile.start(result.size()), tile.end(result.size()));
  }

  private void draw(Tile tile, int from, int to) {
    float[] out = result.array(tile);
    int offset = result.offset(tile) + from;
    if (normal) {
      Philox.normal(key.key(), from, out, offset, to - from);
    } else {
      Philox.uniform(key.key(), from, out, offset, to - from);
    }
  }
}

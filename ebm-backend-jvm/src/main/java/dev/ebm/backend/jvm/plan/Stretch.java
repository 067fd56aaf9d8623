package dev.ebm.backend.jvm.plan;

import dev.ebm.backend.jvm.memory.Heap;
import java.util.List;

/**
 * Steps that run by groups of rows: tile by tile, each tile through all steps before the next, so
 * that what one step leaves for another stays in the second-level cache. Consecutive tiles form a
 * lane, which one thread runs from its first tile to its last; partial sums are kept by lane. So
 * neither a result nor the order of a sum depends on the number of threads.
 */
final class Stretch implements SharedStep {

  private final Tiled[] parts;
  private final int groups;
  private final int laneGroups;
  private final int tileGroups;
  private final Tile[] tiles;
  private final long cost;

  /**
   * Makes the tiles.
   *
   * @param groups of rows in all
   * @param laneGroups in a lane, but the last
   * @param tileGroups in a tile, but a lane's last
   * @param tileFloats the memory of a tile
   * @param scratchFloats the memory for the inside of any step
   */
  Stretch(
      List<Tiled> parts,
      int groups,
      int laneGroups,
      int tileGroups,
      long tileFloats,
      int scratchFloats,
      long cost,
      int threads) {
    this.parts = parts.toArray(Tiled[]::new);
    this.groups = groups;
    this.laneGroups = laneGroups;
    this.tileGroups = tileGroups;
    this.cost = cost;
    this.tiles = new Tile[threads];
    for (int worker = 0; worker < threads; worker++) {
      tiles[worker] = new Tile(worker, groups, Heap.floats(tileFloats), Heap.floats(scratchFloats));
    }
  }

  @Override
  public int units() {
    return (groups + laneGroups - 1) / laneGroups;
  }

  @Override
  public long cost() {
    return cost;
  }

  @Override
  public void run(int worker, int fromLane, int toLane) {
    Tile tile = tiles[worker];
    for (int lane = fromLane; lane < toLane; lane++) {
      int first = lane * laneGroups;
      int end = Math.min(groups, first + laneGroups);
      for (int from = first; from < end; from += tileGroups) {
        tile.move(lane, from, Math.min(end, from + tileGroups), from == first);
        for (Tiled part : parts) {
          part.run(tile);
        }
      }
    }
  }
}

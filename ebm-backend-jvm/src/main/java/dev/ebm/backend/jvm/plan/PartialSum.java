package dev.ebm.backend.jvm.plan;

/**
 * A sum over all rows of a stretch, made in two parts: here each lane's own sum, then by {@link
 * CombineStep} the sum of the lanes.
 */
abstract class PartialSum implements Tiled {

  private final Place.Floats sums;
  private final boolean startsSum;

  /**
   * A sum.
   *
   * @param sums where the lanes' sums go
   * @param startsSum whether no other partial sum of the stretch was added there before
   */
  PartialSum(Place.Floats sums, boolean startsSum) {
    this.sums = sums;
    this.startsSum = startsSum;
  }

  @Override
  public void run(Tile tile) {
    add(tile, sums.array(tile), sums.offset(tile), startsSum && tile.isFirst());
  }

  /**
   * Adds what the tile's groups give to the sums of its lane.
   *
   * @param replaces whether there are none yet
   */
  abstract void add(Tile tile, float[] lane, int at, boolean replaces);
}

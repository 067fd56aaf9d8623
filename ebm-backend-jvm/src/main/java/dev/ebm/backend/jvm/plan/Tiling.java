package dev.ebm.backend.jvm.plan;

/**
 * How rows are cut into tiles. Sizes alone decide, never the number of threads, since the order of
 * sums follows from it.
 *
 * @param rows whether steps run by rows at all
 * @param worthwhile a stretch below this cost is not worth its tiles
 * @param tileFloats the memory of a tile; with the weights that its steps read it should fit a
 *     second-level cache of 1 MiB
 * @param laneCost a lane below this cost is not worth a thread
 * @param workPerElement the work of a lane should be at least so many times the elements of the
 *     partial sums that it leaves behind, and a tile's as many times those of the weights it reads
 */
record Tiling(boolean rows, long worthwhile, int tileFloats, long laneCost, int workPerElement) {

  static final Tiling DEFAULT = new Tiling(true, 100_000, 128 * 1_024, 200_000, 8);

  /** Every step runs over all rows. */
  static final Tiling NONE = new Tiling(false, 0, 0, 1, 1);

  private static final int FEW_LANES = 4;
  private static final int MOST_LANES = 16;

  /** All lanes' partial sums should stay below this, 64 MiB, unless the lanes are few. */
  private static final long SUM_FLOATS = 1 << 24;

  /** More lanes than a few should have so many times that work again for their sums. */
  private static final int MORE_WORK = 8;

  /**
   * How many lanes a stretch has: the parts that different threads may run.
   *
   * @param cost of the stretch
   * @param sums elements of all partial sums, which each lane has for itself
   * @param weights elements of all that is read whole
   */
  int lanes(long cost, long sums, long weights) {
    long affordable = cost / Math.max(1, workPerElement * sums);
    long lanes = Math.min(affordable, Math.max(FEW_LANES, affordable / MORE_WORK));
    lanes = Math.min(lanes, Math.max(FEW_LANES, SUM_FLOATS / Math.max(1, sums)));
    lanes = Math.min(lanes, cost / Math.max(laneCost, workPerElement * weights));
    return (int) Long.highestOneBit(Math.max(1, Math.min(MOST_LANES, lanes)));
  }

  /**
   * How many groups a tile may have at most: as many as fit its memory, but enough that its work is
   * not lost in reading weights.
   *
   * @param groupFloats the memory of a group
   * @param groupCost the work of a group
   * @param weights elements of all that is read whole
   */
  int groupsInTile(long groupFloats, long groupCost, long weights) {
    long fitting = tileFloats / Math.max(1, groupFloats);
    long enough = workPerElement * weights / Math.max(1, groupCost);
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, Math.max(fitting, enough)));
  }

  /**
   * Whether a stretch pays for its tiles. Few rows and large weights do not: their gradients take
   * longer to combine than to compute, and are better divided by columns.
   */
  boolean isWorthwhile(long cost, long sums) {
    return cost >= worthwhile && cost >= 2 * workPerElement * sums;
  }
}

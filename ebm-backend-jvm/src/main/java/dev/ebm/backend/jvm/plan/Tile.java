package dev.ebm.backend.jvm.plan;

/**
 * Some neighbouring groups of rows that a thread takes through all steps of a {@link Stretch}, and
 * the memory for what these steps leave for each other.
 */
final class Tile {

  /** For a step outside of a stretch, whose operands and results are all in the arena. */
  static final Tile NONE = new Tile(0, 1, new float[0], new float[0]);

  private final int worker;
  private final int groups;
  private final float[] memory;
  private final float[] scratch;
  private int lane;
  private int from;
  private int to;
  private boolean first;

  /**
   * A thread's tile.
   *
   * @param worker the thread, for scratch memory
   * @param groups in the whole stretch
   * @param memory for the values that only this tile needs
   * @param scratch for the inside of any step
   */
  Tile(int worker, int groups, float[] memory, float[] scratch) {
    this.worker = worker;
    this.groups = groups;
    this.memory = memory;
    this.scratch = scratch;
  }

  /** Moves on to groups {@code from} (inclusive) to {@code to} (exclusive). */
  void move(int newLane, int newFrom, int newTo, boolean isFirst) {
    lane = newLane;
    from = newFrom;
    to = newTo;
    first = isFirst;
  }

  int worker() {
    return worker;
  }

  float[] memory() {
    return memory;
  }

  float[] scratch() {
    return scratch;
  }

  /** The lane that the tile belongs to: partial sums are kept for each. */
  int lane() {
    return lane;
  }

  /** Whether no other tile of its lane ran before, so that there is no partial sum to add to. */
  boolean isFirst() {
    return first;
  }

  /** The first group. */
  int from() {
    return from;
  }

  /** The first of n equally divided things that belongs to the tile. */
  int start(int n) {
    return from * (n / groups);
  }

  /** The end (exclusive) of the tile's part of n equally divided things. */
  int end(int n) {
    return to * (n / groups);
  }
}

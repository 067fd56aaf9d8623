package dev.ebm.backend.jvm.plan;

import dev.ebm.backend.jvm.memory.Heap;

/**
 * Memory that a plan's steps use one after the other, a piece for each thread; allocated at the
 * first use.
 */
final class Scratch {

  private final float[][] pieces;
  private long size;

  Scratch(int threads) {
    pieces = new float[threads][0];
  }

  /** Makes the pieces so many floats long at least; before the plan runs. */
  void require(long floats) {
    size = Math.max(size, floats);
  }

  /** A thread's piece, with arbitrary content. */
  float[] of(int worker) {
    if (pieces[worker].length < size) {
      pieces[worker] = Heap.floats(size);
    }
    return pieces[worker];
  }
}

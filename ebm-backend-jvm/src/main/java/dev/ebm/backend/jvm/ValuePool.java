package dev.ebm.backend.jvm;

import dev.ebm.backend.jvm.memory.Heap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Counts open values and keeps the arrays of closed ones for the next results of the same size, so
 * that a training step in steady state allocates no arrays.
 */
final class ValuePool {

  /** More idle arrays of one size than this are left to the garbage collector. */
  private static final int MAX_IDLE = 64;

  /** The idle arrays of one length. */
  private record Idle(int length, Deque<float[]> arrays) {}

  private final List<Idle> idle = new ArrayList<>();
  private long open;

  /**
   * An array of this length with arbitrary content.
   *
   * @throws dev.ebm.backend.jvm.memory.HeapShortage if there is no room
   */
  synchronized float[] take(int length) {
    Deque<float[]> arrays = idle(length);
    return arrays.isEmpty() ? Heap.floats(length) : arrays.pop();
  }

  synchronized void recycle(float[] array) {
    Deque<float[]> arrays = idle(array.length);
    if (arrays.size() < MAX_IDLE) {
      arrays.push(array);
    }
  }

  /** A walk over the few lengths that programs have; a map would make an object of each key. */
  private Deque<float[]> idle(int length) {
    for (int i = 0; i < idle.size(); i++) {
      if (idle.get(i).length == length) {
        return idle.get(i).arrays;
      }
    }
    Idle added = new Idle(length, new ArrayDeque<>());
    idle.add(added);
    return added.arrays;
  }

  synchronized void opened() {
    open++;
  }

  synchronized void closed() {
    open--;
  }

  synchronized long open() {
    return open;
  }
}

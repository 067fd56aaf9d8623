package dev.ebm.backend.jvm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts open values and keeps the arrays of closed ones for the next results of the same size, so
 * that a training step in steady state allocates no arrays.
 */
final class ValuePool {

  /** More idle arrays of one size than this are left to the garbage collector. */
  private static final int MAX_IDLE = 64;

  private final Map<Integer, Deque<float[]>> idle = new HashMap<>();
  private long open;

  /** An array of this length with arbitrary content. */
  synchronized float[] take(int length) {
    Deque<float[]> arrays = idle.get(length);
    return arrays == null || arrays.isEmpty() ? new float[length] : arrays.pop();
  }

  synchronized void recycle(float[] array) {
    Deque<float[]> arrays = idle.computeIfAbsent(array.length, length -> new ArrayDeque<>());
    if (arrays.size() < MAX_IDLE) {
      arrays.push(array);
    }
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

package dev.ebm.backend.jvm.memory;

import java.util.function.IntFunction;

/** Allocates arrays; where the heap has no room for one, says how large it was to be. */
public final class Heap {

  private Heap() {}

  /**
   * Zeros.
   *
   * @throws HeapShortage if there is no room
   */
  public static float[] floats(long count) {
    return allocate(count, Float.BYTES, float[]::new);
  }

  /**
   * Zeros.
   *
   * @throws HeapShortage if there is no room
   */
  public static double[] doubles(long count) {
    return allocate(count, Double.BYTES, double[]::new);
  }

  /**
   * Zeros.
   *
   * @throws HeapShortage if there is no room
   */
  public static long[] longs(long count) {
    return allocate(count, Long.BYTES, long[]::new);
  }

  private static <A> A allocate(long count, int bytes, IntFunction<A> allocation) {
    if (count > Integer.MAX_VALUE) {
      throw new HeapShortage(count * bytes, true, null);
    }
    try {
      return allocation.apply((int) count);
    } catch (OutOfMemoryError shortage) {
      throw new HeapShortage(count * bytes, false, shortage);
    }
  }
}

package dev.ebm.backend.jvm.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Elementary functions of any number of elements. Those that fill no vector go through the same
 * loops in a padded copy, so that no result depends on where its element stands.
 */
final class VectorElementary {

  private static final int LANES = FloatVector.SPECIES_PREFERRED.length();

  /** Elements that two loops share while they are in the nearest cache. */
  private static final int BLOCK = 2_048;

  private VectorElementary() {}

  /** A function of a whole number of vectors. */
  interface Loop {
    void run(float[] x, int xo, float[] y, int yo, int n);
  }

  static void apply(Loop loop, float[] x, int xo, float[] y, int yo, int n) {
    int whole = n - n % LANES;
    loop.run(x, xo, y, yo, whole);
    if (whole < n) {
      float[] rest = padded(x, xo + whole, n - whole);
      loop.run(rest, 0, rest, 0, LANES);
      System.arraycopy(rest, 0, y, yo + whole, n - whole);
    }
  }

  /**
   * Two loops, block by block while a block is in the nearest cache: one loop for both is so long
   * that Java 17 makes objects of its vectors, which takes several times as long.
   */
  static void softplusAndLogistic(float[] x, int xo, float[] s, int so, float[] l, int lo, int n) {
    boolean logisticReplacesX = l == x && lo == xo;
    for (int i = 0; i < n; i += BLOCK) {
      int count = Math.min(BLOCK, n - i);
      if (logisticReplacesX) {
        apply(VectorExponentials::softplus, x, xo + i, s, so + i, count);
      }
      apply(VectorExponentials::logistic, x, xo + i, l, lo + i, count);
      if (!logisticReplacesX) {
        apply(VectorExponentials::softplus, x, xo + i, s, so + i, count);
      }
    }
  }

  static void sin(float[] x, int xo, float[] y, int yo, int n) {
    sin(x, xo, y, yo, n, 0);
  }

  static void cos(float[] x, int xo, float[] y, int yo, int n) {
    sin(x, xo, y, yo, n, 1);
  }

  /** Angles too large for the vector loop are rare; they are taken one by one. */
  private static void sin(float[] x, int xo, float[] y, int yo, int n, int quarters) {
    if (VectorMath.anglesAreSmall(x, xo, n)) {
      VectorMath.sin(x, xo, y, yo, n, quarters);
      return;
    }
    float[] angles = Arrays.copyOfRange(x, xo, xo + n);
    VectorMath.sin(angles, 0, y, yo, n, quarters);
    for (int i = 0; i < n; i++) {
      if (Math.abs(angles[i]) > VectorMath.LARGEST_ANGLE) {
        y[yo + i] = (float) (quarters == 0 ? Math.sin(angles[i]) : Math.cos(angles[i]));
      }
    }
  }

  private static float[] padded(float[] x, int xo, int n) {
    float[] rest = new float[LANES];
    System.arraycopy(x, xo, rest, 0, n);
    return rest;
  }
}

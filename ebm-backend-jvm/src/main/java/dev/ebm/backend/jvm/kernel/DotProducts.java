package dev.ebm.backend.jvm.kernel;

import static jdk.incubator.vector.VectorOperators.GT;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of a matrix with contiguous rows and a vector, as dot products of four rows at a time.
 * The rows are at least one vector long.
 */
final class DotProducts {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private final int k;
  private final float[] a;
  private final int aRowStride;
  private final float[] y;
  private final int yStride;

  private static final ThreadFloats X = new ThreadFloats();
  private static final ThreadFloats REST = new ThreadFloats();
  private static final ThreadFloats SUMS = new ThreadFloats();

  /** The vector, in its first k elements. */
  private final float[] x;

  /**
   * The elements of x that fill no vector, moved to the end of one, and behind them a vector with 1
   * in their lanes and 0 elsewhere.
   */
  private final float[] rest;

  private final float[] lanes;

  DotProducts(int k, float[] a, int aRowStride, float[] y, int yStride) {
    this.k = k;
    this.a = a;
    this.aRowStride = aRowStride;
    this.y = y;
    this.yStride = yStride;
    x = X.atLeast(k);
    rest = REST.atLeast(2 * LANES);
    lanes = SUMS.atLeast(4 * LANES);
    int count = k % LANES;
    Arrays.fill(rest, 0, 2 * LANES - count, 0);
    Arrays.fill(rest, 2 * LANES - count, 2 * LANES, 1);
  }

  /** y[i] = sum over p of a[i, p] b[p], or y[i] += that sum. */
  void multiply(int m, int ao, float[] b, int bo, int bStride, int yo, boolean accumulate) {
    for (int p = 0; p < k; p++) {
      x[p] = b[bo + p * bStride];
    }
    int count = k % LANES;
    System.arraycopy(x, k - count, rest, LANES - count, count);
    for (int i = 0; i < m; i += 4) {
      int rows = Math.min(4, m - i);
      int a0 = ao + i * aRowStride;
      int a1 = a0 + Math.min(1, rows - 1) * aRowStride;
      int a2 = a0 + Math.min(2, rows - 1) * aRowStride;
      int a3 = a0 + (rows - 1) * aRowStride;
      fourDots(k, a, a0, a1, a2, a3, x, rest, lanes);
      float s0 = 0;
      float s1 = 0;
      float s2 = 0;
      float s3 = 0;
      for (int lane = 0; lane < LANES; lane++) {
        s0 += lanes[lane];
        s1 += lanes[LANES + lane];
        s2 += lanes[2 * LANES + lane];
        s3 += lanes[3 * LANES + lane];
      }
      put(s0, yo + i * yStride, accumulate);
      if (rows > 1) {
        put(s1, yo + (i + 1) * yStride, accumulate);
      }
      if (rows > 2) {
        put(s2, yo + (i + 2) * yStride, accumulate);
      }
      if (rows > 3) {
        put(s3, yo + (i + 3) * yStride, accumulate);
      }
    }
  }

  private void put(float sum, int at, boolean accumulate) {
    y[at] = accumulate ? y[at] + sum : sum;
  }

  /**
   * Leaves the lanes of four dot products one behind another. Terms that fill no vector come with a
   * vector that ends where the row ends, without the lanes that were counted before.
   */
  private static void fourDots(
      int k, float[] a, int a0, int a1, int a2, int a3, float[] x, float[] rest, float[] lanes) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int p = 0;
    for (; p + LANES <= k; p += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, p);
      s0 = v.fma(FloatVector.fromArray(SPECIES, a, a0 + p), s0);
      s1 = v.fma(FloatVector.fromArray(SPECIES, a, a1 + p), s1);
      s2 = v.fma(FloatVector.fromArray(SPECIES, a, a2 + p), s2);
      s3 = v.fma(FloatVector.fromArray(SPECIES, a, a3 + p), s3);
    }
    if (p < k) {
      FloatVector zero = FloatVector.zero(SPECIES);
      FloatVector v = FloatVector.fromArray(SPECIES, rest, 0);
      VectorMask<Float> uncounted = FloatVector.fromArray(SPECIES, rest, LANES).compare(GT, 0);
      int last = k - LANES;
      s0 = v.fma(zero.blend(FloatVector.fromArray(SPECIES, a, a0 + last), uncounted), s0);
      s1 = v.fma(zero.blend(FloatVector.fromArray(SPECIES, a, a1 + last), uncounted), s1);
      s2 = v.fma(zero.blend(FloatVector.fromArray(SPECIES, a, a2 + last), uncounted), s2);
      s3 = v.fma(zero.blend(FloatVector.fromArray(SPECIES, a, a3 + last), uncounted), s3);
    }
    s0.intoArray(lanes, 0);
    s1.intoArray(lanes, LANES);
    s2.intoArray(lanes, 2 * LANES);
    s3.intoArray(lanes, 3 * LANES);
  }
}

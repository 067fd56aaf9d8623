package dev.ebm.backend.jvm.kernel;

import static jdk.incubator.vector.VectorOperators.GT;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Product of a matrix and a vector on the Vector API: dot products where the rows of the matrix are
 * contiguous, sums of scaled columns where its columns are.
 */
final class VectorMatrixVector {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Terms of a sum added up apart before they join the total, which bounds the rounding error. */
  private static final int K_BLOCK = 256;

  private VectorMatrixVector() {}

  /** y[i] = sum over p of a[i, p] x[p], or y[i] += that sum. */
  static void multiply(
      int m,
      int k,
      float[] a,
      int ao,
      int aRowStride,
      int aColumnStride,
      float[] x,
      int xo,
      int xStride,
      float[] y,
      int yo,
      int yStride,
      boolean accumulate) {
    if (aRowStride == 1 && yStride == 1) {
      columns(m, k, a, ao, aColumnStride, x, xo, xStride, y, yo, accumulate);
    } else if (aColumnStride == 1 && xStride == 1 && k >= LANES) {
      rows(m, k, a, ao, aRowStride, x, xo, y, yo, yStride, accumulate);
    } else {
      strided(m, k, a, ao, aRowStride, aColumnStride, x, xo, xStride, y, yo, yStride, accumulate);
    }
  }

  private static void rows(
      int m,
      int k,
      float[] a,
      int ao,
      int aRowStride,
      float[] x,
      int xo,
      float[] y,
      int yo,
      int yStride,
      boolean accumulate) {
    float[] rest = restOf(x, xo, k);
    float[] lanes = new float[4 * LANES];
    for (int i = 0; i < m; i += 4) {
      int rows = Math.min(4, m - i);
      int row = ao + i * aRowStride;
      fourDots(
          k,
          a,
          row,
          row + Math.min(1, rows - 1) * aRowStride,
          row + Math.min(2, rows - 1) * aRowStride,
          row + (rows - 1) * aRowStride,
          x,
          xo,
          rest,
          lanes);
      for (int r = 0; r < rows; r++) {
        float sum = laneSum(lanes, r * LANES);
        int to = yo + (i + r) * yStride;
        y[to] = accumulate ? y[to] + sum : sum;
      }
    }
  }

  /**
   * Returns the numbers of x that fill no vector, moved to the end of one, and behind them a vector
   * with 1 in their lanes and 0 elsewhere.
   */
  private static float[] restOf(float[] x, int xo, int k) {
    float[] rest = new float[2 * LANES];
    int count = k % LANES;
    System.arraycopy(x, xo + k - count, rest, LANES - count, count);
    Arrays.fill(rest, 2 * LANES - count, 2 * LANES, 1);
    return rest;
  }

  /**
   * Leaves the lanes of four dot products one behind another. Terms that fill no vector come with a
   * vector that ends where the row ends, without the lanes that were counted before.
   */
  private static void fourDots(
      int k,
      float[] a,
      int a0,
      int a1,
      int a2,
      int a3,
      float[] x,
      int xo,
      float[] rest,
      float[] lanes) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int p = 0;
    for (; p + LANES <= k; p += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xo + p);
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

  private static float laneSum(float[] lanes, int from) {
    float sum = 0;
    for (int lane = from; lane < from + LANES; lane += 4) {
      sum += (lanes[lane] + lanes[lane + 1]) + (lanes[lane + 2] + lanes[lane + 3]);
    }
    return sum;
  }

  private static void columns(
      int m,
      int k,
      float[] a,
      int ao,
      int aColumnStride,
      float[] x,
      int xo,
      int xStride,
      float[] y,
      int yo,
      boolean accumulate) {
    int i = 0;
    for (; i + LANES <= m; i += LANES) {
      FloatVector total =
          accumulate ? FloatVector.fromArray(SPECIES, y, yo + i) : FloatVector.zero(SPECIES);
      for (int from = 0; from < k; from += K_BLOCK) {
        FloatVector sum = FloatVector.zero(SPECIES);
        int at = ao + i + from * aColumnStride;
        for (int p = from; p < Math.min(k, from + K_BLOCK); p++) {
          FloatVector factor = FloatVector.broadcast(SPECIES, x[xo + p * xStride]);
          sum = factor.fma(FloatVector.fromArray(SPECIES, a, at), sum);
          at += aColumnStride;
        }
        total = total.add(sum);
      }
      total.intoArray(y, yo + i);
    }
    strided(m - i, k, a, ao + i, 1, aColumnStride, x, xo, xStride, y, yo + i, 1, accumulate);
  }

  private static void strided(
      int m,
      int k,
      float[] a,
      int ao,
      int aRowStride,
      int aColumnStride,
      float[] x,
      int xo,
      int xStride,
      float[] y,
      int yo,
      int yStride,
      boolean accumulate) {
    for (int i = 0; i < m; i++) {
      int to = yo + i * yStride;
      float total = accumulate ? y[to] : 0;
      for (int from = 0; from < k; from += K_BLOCK) {
        float sum = 0;
        for (int p = from; p < Math.min(k, from + K_BLOCK); p++) {
          sum = Math.fma(x[xo + p * xStride], a[ao + i * aRowStride + p * aColumnStride], sum);
        }
        total += sum;
      }
      y[to] = total;
    }
  }
}

package dev.ebm.backend.jvm.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums and maxima on the Vector API. Lanes are combined by hand, in a fixed order: the order of the
 * API's own reduction is not specified and may change when a method is compiled.
 */
final class VectorReductions {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Numbers added one after another in a lane before the total moves to double precision. */
  private static final int DEPTH = 64;

  private static final int SUM_BLOCK = 4 * LANES * DEPTH;

  private static final ThreadFloats LAST = new ThreadFloats();
  private static final ThreadFloats WIDE = new ThreadFloats();

  private VectorReductions() {}

  static float sum(float[] x, int xo, int n) {
    return n < LANES ? ScalarReductions.sum(x, xo, n) : sum(x, xo, n, LAST.atLeast(LANES));
  }

  static void rowSums(float[] x, int xo, int rows, int n, float[] y, int yo) {
    float[] lanes = LAST.atLeast(LANES);
    for (int i = 0; i < rows; i++) {
      int row = xo + i * n;
      y[yo + i] = n < LANES ? ScalarReductions.sum(x, row, n) : sum(x, row, n, lanes);
    }
  }

  private static float sum(float[] x, int xo, int n, float[] lanes) {
    double total = 0;
    int i = 0;
    for (; n - i > SUM_BLOCK; i += SUM_BLOCK) {
      total += blockSum(x, xo + i, SUM_BLOCK, lanes);
    }
    return (float) (total + blockSum(x, xo + i, n - i, lanes));
  }

  private static double blockSum(float[] x, int xo, int n, float[] lanes) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i + 4 * LANES <= n; i += 4 * LANES) {
      s0 = s0.add(FloatVector.fromArray(SPECIES, x, xo + i));
      s1 = s1.add(FloatVector.fromArray(SPECIES, x, xo + i + LANES));
      s2 = s2.add(FloatVector.fromArray(SPECIES, x, xo + i + 2 * LANES));
      s3 = s3.add(FloatVector.fromArray(SPECIES, x, xo + i + 3 * LANES));
    }
    for (; i + LANES <= n; i += LANES) {
      s0 = s0.add(FloatVector.fromArray(SPECIES, x, xo + i));
    }
    s0.add(s1).add(s2.add(s3)).intoArray(lanes, 0);
    double sum = 0;
    for (; i < n; i++) {
      sum += x[xo + i];
    }
    for (int lane = 0; lane < LANES; lane += 4) {
      sum += (lanes[lane] + lanes[lane + 1]) + (lanes[lane + 2] + lanes[lane + 3]);
    }
    return sum;
  }

  static float max(float[] x, int xo, int n) {
    return n < LANES ? ScalarReductions.max(x, xo, n) : max(x, xo, n, LAST.atLeast(LANES));
  }

  static void rowMaxes(float[] x, int xo, int rows, int n, float[] y, int yo) {
    float[] lanes = LAST.atLeast(LANES);
    for (int i = 0; i < rows; i++) {
      int row = xo + i * n;
      y[yo + i] = n < LANES ? ScalarReductions.max(x, row, n) : max(x, row, n, lanes);
    }
  }

  private static float max(float[] x, int xo, int n, float[] lanes) {
    FloatVector max = FloatVector.fromArray(SPECIES, x, xo + n - LANES);
    for (int i = 0; i + LANES <= n; i += LANES) {
      max = max.max(FloatVector.fromArray(SPECIES, x, xo + i));
    }
    max.intoArray(lanes, 0);
    return ScalarReductions.max(lanes, 0, LANES);
  }

  static void columnSums(
      float[] x, int xo, int rows, int n, int rowStride, float[] y, int yo, boolean accumulate) {
    if (!accumulate) {
      Arrays.fill(y, yo, yo + n, 0);
    }
    if (rowStride == n && n < LANES) {
      addNarrowColumns(x, xo, rows, n, y, yo);
      return;
    }
    for (int from = 0; from < rows; from += DEPTH) {
      addColumns(x, xo + from * rowStride, Math.min(DEPTH, rows - from), n, rowStride, y, yo);
    }
  }

  /** Takes as many rows at a time as there are lanes, a whole number of vectors. */
  private static void addNarrowColumns(float[] x, int xo, int rows, int n, float[] y, int yo) {
    int width = n * LANES;
    int wideRows = rows / LANES;
    float[] wide = WIDE.atLeast(width);
    columnSums(x, xo, wideRows, width, width, wide, 0, false);
    for (int j = 0; j < n; j++) {
      double sum = y[yo + j];
      for (int i = j; i < width; i += n) {
        sum += wide[i];
      }
      for (int i = wideRows * width + j; i < rows * n; i += n) {
        sum += x[xo + i];
      }
      y[yo + j] = (float) sum;
    }
  }

  private static void addColumns(
      float[] x, int xo, int rows, int n, int rowStride, float[] y, int yo) {
    int j = 0;
    for (; j + 4 * LANES <= n; j += 4 * LANES) {
      FloatVector s0 = FloatVector.zero(SPECIES);
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      int at = xo + j;
      for (int i = 0; i < rows; i++) {
        s0 = s0.add(FloatVector.fromArray(SPECIES, x, at));
        s1 = s1.add(FloatVector.fromArray(SPECIES, x, at + LANES));
        s2 = s2.add(FloatVector.fromArray(SPECIES, x, at + 2 * LANES));
        s3 = s3.add(FloatVector.fromArray(SPECIES, x, at + 3 * LANES));
        at += rowStride;
      }
      int to = yo + j;
      s0.add(FloatVector.fromArray(SPECIES, y, to)).intoArray(y, to);
      s1.add(FloatVector.fromArray(SPECIES, y, to + LANES)).intoArray(y, to + LANES);
      s2.add(FloatVector.fromArray(SPECIES, y, to + 2 * LANES)).intoArray(y, to + 2 * LANES);
      s3.add(FloatVector.fromArray(SPECIES, y, to + 3 * LANES)).intoArray(y, to + 3 * LANES);
    }
    for (; j + LANES <= n; j += LANES) {
      FloatVector sum = FloatVector.zero(SPECIES);
      int at = xo + j;
      for (int i = 0; i < rows; i++) {
        sum = sum.add(FloatVector.fromArray(SPECIES, x, at));
        at += rowStride;
      }
      sum.add(FloatVector.fromArray(SPECIES, y, yo + j)).intoArray(y, yo + j);
    }
    for (; j < n; j++) {
      float sum = 0;
      for (int at = xo + j, end = at + rows * rowStride; at < end; at += rowStride) {
        sum += x[at];
      }
      y[yo + j] += sum;
    }
  }

  static void columnMaxes(
      float[] x, int xo, int rows, int n, int rowStride, float[] y, int yo, boolean accumulate) {
    if (n < LANES) {
      ScalarReductions.columnMaxes(x, xo, rows, n, rowStride, y, yo, accumulate);
      return;
    }
    if (!accumulate) {
      Arrays.fill(y, yo, yo + n, Float.NEGATIVE_INFINITY);
    }
    for (int next = 0; next < n; next += LANES) {
      int j = Math.min(next, n - LANES);
      FloatVector max = FloatVector.fromArray(SPECIES, y, yo + j);
      int at = xo + j;
      for (int i = 0; i < rows; i++) {
        max = max.max(FloatVector.fromArray(SPECIES, x, at));
        at += rowStride;
      }
      max.intoArray(y, yo + j);
    }
  }
}

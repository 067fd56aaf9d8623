package dev.ebm.backend.jvm.kernel;

import java.util.Arrays;

/** Sums and maxima as plain loops; sums run in double precision and are rounded once. */
final class ScalarReductions {

  private ScalarReductions() {}

  static float sum(float[] x, int xo, int n) {
    double even = 0;
    double odd = 0;
    int i = 0;
    for (; i + 1 < n; i += 2) {
      even += x[xo + i];
      odd += x[xo + i + 1];
    }
    if (i < n) {
      even += x[xo + i];
    }
    return (float) (even + odd);
  }

  static float max(float[] x, int xo, int n) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, x[xo + i]);
    }
    return max;
  }

  static void columnSums(
      float[] x, int xo, int rows, int n, int rowStride, float[] y, int yo, boolean accumulate) {
    double[] sums = new double[n];
    for (int i = 0; i < rows; i++) {
      int row = xo + i * rowStride;
      for (int j = 0; j < n; j++) {
        sums[j] += x[row + j];
      }
    }
    for (int j = 0; j < n; j++) {
      y[yo + j] = (float) (accumulate ? y[yo + j] + sums[j] : sums[j]);
    }
  }

  static void columnMaxes(
      float[] x, int xo, int rows, int n, int rowStride, float[] y, int yo, boolean accumulate) {
    if (!accumulate) {
      Arrays.fill(y, yo, yo + n, Float.NEGATIVE_INFINITY);
    }
    for (int i = 0; i < rows; i++) {
      int row = xo + i * rowStride;
      for (int j = 0; j < n; j++) {
        y[yo + j] = Math.max(y[yo + j], x[row + j]);
      }
    }
  }
}

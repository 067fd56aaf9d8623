package dev.ebm.backend.jvm.kernel;

import java.util.Arrays;

/**
 * Matrix product as plain loops: a row of C at a time, four rows of B in each sweep over it, a form
 * that the compiler turns into vector instructions by itself.
 */
final class ScalarGemm {

  /** Terms of a sum added up apart before they join the total, which bounds the rounding error. */
  private static final int DEPTH = 256;

  private ScalarGemm() {}

  static void gemm(
      int m,
      int n,
      int k,
      float[] a,
      int ao,
      int aRowStride,
      int aColumnStride,
      float[] b,
      int bo,
      int bRowStride,
      float[] c,
      int co,
      int cRowStride,
      boolean accumulate) {
    float[] row = new float[n];
    for (int i = 0; i < m; i++) {
      int ci = co + i * cRowStride;
      if (!accumulate) {
        Arrays.fill(c, ci, ci + n, 0);
      }
      for (int from = 0; from < k; from += DEPTH) {
        int to = Math.min(k, from + DEPTH);
        Arrays.fill(row, 0);
        addRows(row, n, from, to, a, ao + i * aRowStride, aColumnStride, b, bo, bRowStride);
        for (int j = 0; j < n; j++) {
          c[ci + j] += row[j];
        }
      }
    }
  }

  private static void addRows(
      float[] row,
      int n,
      int from,
      int to,
      float[] a,
      int ao,
      int aColumnStride,
      float[] b,
      int bo,
      int bRowStride) {
    int p = from;
    for (; p + 4 <= to; p += 4) {
      float a0 = a[ao + p * aColumnStride];
      float a1 = a[ao + (p + 1) * aColumnStride];
      float a2 = a[ao + (p + 2) * aColumnStride];
      float a3 = a[ao + (p + 3) * aColumnStride];
      int b0 = bo + p * bRowStride;
      int b1 = b0 + bRowStride;
      int b2 = b1 + bRowStride;
      int b3 = b2 + bRowStride;
      for (int j = 0; j < n; j++) {
        row[j] = (((row[j] + a0 * b[b0 + j]) + a1 * b[b1 + j]) + a2 * b[b2 + j]) + a3 * b[b3 + j];
      }
    }
    for (; p < to; p++) {
      float a0 = a[ao + p * aColumnStride];
      int b0 = bo + p * bRowStride;
      for (int j = 0; j < n; j++) {
        row[j] += a0 * b[b0 + j];
      }
    }
  }
}

package dev.ebm.backend.jvm.kernel;

import java.util.Arrays;

/**
 * Matrix product as plain loops: a row of C at a time, four rows of B in each sweep over it.
 *
 * <p>The rows of B are copied into arrays of their own, because the compiler turns a sweep into
 * vector instructions by itself when all its arrays are read at one index, and not when they are
 * stretches of one array: 74 against 10 billion operations a second.
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
    float[][] bRows = new float[k][];
    for (int p = 0; p < k; p++) {
      bRows[p] = Arrays.copyOfRange(b, bo + p * bRowStride, bo + p * bRowStride + n);
    }
    float[] total = new float[n];
    float[] part = new float[n];
    for (int i = 0; i < m; i++) {
      int ci = co + i * cRowStride;
      Arrays.fill(total, 0);
      if (accumulate) {
        System.arraycopy(c, ci, total, 0, n);
      }
      for (int from = 0; from < k; from += DEPTH) {
        int to = Math.min(k, from + DEPTH);
        Arrays.fill(part, 0);
        addRows(part, from, to, a, ao + i * aRowStride, aColumnStride, bRows);
        addRow(total, 1, part);
      }
      System.arraycopy(total, 0, c, ci, n);
    }
  }

  /** row += sum over p of a[p] b[p]. */
  private static void addRows(
      float[] row, int from, int to, float[] a, int ao, int aColumnStride, float[][] b) {
    int p = from;
    for (; p + 4 <= to; p += 4) {
      int at = ao + p * aColumnStride;
      addFourRows(
          row,
          a[at],
          b[p],
          a[at + aColumnStride],
          b[p + 1],
          a[at + 2 * aColumnStride],
          b[p + 2],
          a[at + 3 * aColumnStride],
          b[p + 3]);
    }
    for (; p < to; p++) {
      addRow(row, a[ao + p * aColumnStride], b[p]);
    }
  }

  private static void addFourRows(
      float[] row,
      float a0,
      float[] b0,
      float a1,
      float[] b1,
      float a2,
      float[] b2,
      float a3,
      float[] b3) {
    for (int j = 0; j < row.length; j++) {
      row[j] = (((row[j] + a0 * b0[j]) + a1 * b1[j]) + a2 * b2[j]) + a3 * b3[j];
    }
  }

  private static void addRow(float[] row, float a, float[] b) {
    for (int j = 0; j < row.length; j++) {
      row[j] += a * b[j];
    }
  }
}

package dev.ebm.backend.jvm.kernel;

/** Transposition of a matrix in blocks whose lines all fit in the first-level cache. */
final class Transpose {

  private static final int BLOCK = 16;

  private Transpose() {}

  static void blocked(
      int rows, int columns, float[] x, int xo, int xRowStride, float[] y, int yo, int yRowStride) {
    for (int i = 0; i < rows; i += BLOCK) {
      for (int j = 0; j < columns; j += BLOCK) {
        block(
            Math.min(BLOCK, rows - i),
            Math.min(BLOCK, columns - j),
            x,
            xo + i * xRowStride + j,
            xRowStride,
            y,
            yo + j * yRowStride + i,
            yRowStride);
      }
    }
  }

  private static void block(
      int rows, int columns, float[] x, int xo, int xRowStride, float[] y, int yo, int yRowStride) {
    for (int j = 0; j < columns; j++) {
      int from = xo + j;
      int to = yo + j * yRowStride;
      for (int i = 0; i < rows; i++) {
        y[to + i] = x[from];
        from += xRowStride;
      }
    }
  }
}

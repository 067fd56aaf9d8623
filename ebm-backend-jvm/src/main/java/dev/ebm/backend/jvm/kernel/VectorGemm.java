package dev.ebm.backend.jvm.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Matrix product C (+)= A B on the Vector API: blocks of A and B sized for the caches, inside them
 * the tiles of {@link GemmTiles}.
 *
 * <p>The sum of an element runs over blocks of k of a fixed length, each from 0; which way it is
 * computed is decided by n, k and the strides. So it does not depend on the range of rows that the
 * element is computed in.
 */
final class VectorGemm {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Vectors in the width of a tile: as 512 bits come with 32 registers, 256 bits with 16. */
  private static final int WIDTH = LANES >= 16 ? 4 : 2;

  private static final int TILE_ROWS = 4;

  /**
   * A block of B takes 256 KiB at most and one of A 96 KiB, together less than a usual L2 cache.
   */
  private static final int K_BLOCK = 256;

  private static final int COLUMN_BLOCK = 256;
  private static final int ROW_BLOCK = 24 * TILE_ROWS;

  /** Rows of A from which a copy of B in the order of its use pays for itself. */
  private static final int ROWS_WORTH_PACKING = 48;

  /** Columns up to which tiles, whose lanes would be mostly empty, lose to the other ways. */
  private static final int NARROW = 4;

  private static final ThreadLocal<float[]> PACKED =
      ThreadLocal.withInitial(() -> new float[K_BLOCK * COLUMN_BLOCK]);

  private static final ThreadFloats TRANSPOSED = new ThreadFloats();

  /** Room for a tile that is added to C. */
  private static final ThreadLocal<float[]> SUMS =
      ThreadLocal.withInitial(() -> new float[TILE_ROWS * 4 * LANES]);

  /** Room for the last columns of B, less than a vector, and behind them for a tile of C. */
  private static final ThreadLocal<float[]> EDGE =
      ThreadLocal.withInitial(() -> new float[(K_BLOCK + TILE_ROWS) * LANES]);

  private final float[] a;
  private final int aRowStride;
  private final int aColumnStride;
  private final float[] b;
  private final int bRowStride;
  private final float[] c;
  private final int cRowStride;

  private VectorGemm(
      float[] a,
      int aRowStride,
      int aColumnStride,
      float[] b,
      int bRowStride,
      float[] c,
      int cRowStride) {
    this.a = a;
    this.aRowStride = aRowStride;
    this.aColumnStride = aColumnStride;
    this.b = b;
    this.bRowStride = bRowStride;
    this.c = c;
    this.cRowStride = cRowStride;
  }

  /** The parameters are those of {@link FloatKernels#gemm}. */
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
    if (n <= NARROW && aColumnStride == 1 && k >= LANES) {
      DotProducts dots = new DotProducts(k, a, aRowStride, c, cRowStride);
      for (int j = 0; j < n; j++) {
        dots.multiply(m, ao, b, bo + j, bRowStride, co + j, accumulate);
      }
    } else if (n <= NARROW && aRowStride == 1) {
      float[] transposed = TRANSPOSED.atLeast(n * m);
      new VectorGemm(b, 1, bRowStride, a, aColumnStride, transposed, m)
          .multiply(n, m, k, bo, ao, 0, false);
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          int to = co + i * cRowStride + j;
          c[to] = accumulate ? c[to] + transposed[j * m + i] : transposed[j * m + i];
        }
      }
    } else {
      new VectorGemm(a, aRowStride, aColumnStride, b, bRowStride, c, cRowStride)
          .multiply(m, n, k, ao, bo, co, accumulate);
    }
  }

  private void multiply(int m, int n, int k, int ao, int bo, int co, boolean accumulate) {
    if (k == 0 && !accumulate) {
      for (int i = 0; i < m; i++) {
        Arrays.fill(c, co + i * cRowStride, co + i * cRowStride + n, 0);
      }
    }
    for (int p = 0; p < k; p += K_BLOCK) {
      int depth = Math.min(K_BLOCK, k - p);
      for (int j = 0; j < n; j += COLUMN_BLOCK) {
        int columns = Math.min(COLUMN_BLOCK, n - j);
        int edge = columns % LANES;
        int fromA = ao + p * aColumnStride;
        int fromB = bo + p * bRowStride + j;
        boolean add = accumulate || p > 0;
        wholeVectors(m, columns - edge, depth, fromA, fromB, co + j, add);
        if (edge > 0) {
          edge(m, edge, depth, fromA, fromB + columns - edge, co + j + columns - edge, add);
        }
      }
    }
  }

  private void wholeVectors(int m, int n, int k, int ao, int bo, int co, boolean accumulate) {
    boolean pack = m >= ROWS_WORTH_PACKING;
    float[] packed = pack ? PACKED.get() : b;
    if (pack) {
      pack(n, k, bo, packed);
    }
    for (int i = 0; i < m; i += ROW_BLOCK) {
      int rows = Math.min(ROW_BLOCK, m - i);
      int ai = ao + i * aRowStride;
      int ci = co + i * cRowStride;
      int width;
      for (int j = 0; j < n; j += width * LANES) {
        width = panelWidth((n - j) / LANES);
        int from = pack ? j * k : bo + j;
        int stride = pack ? width * LANES : bRowStride;
        panel(width, rows, k, ai, packed, from, stride, c, ci + j, cRowStride, accumulate);
      }
    }
  }

  /** Returns the width in vectors, 4, 2 or 1, of the next panel when so many vectors are left. */
  private static int panelWidth(int vectors) {
    return vectors >= WIDTH ? WIDTH : Integer.highestOneBit(vectors);
  }

  /** Copies a block of B panel by panel, so that a tile reads it from front to back. */
  private void pack(int n, int k, int bo, float[] packed) {
    int to = 0;
    int width;
    for (int j = 0; j < n; j += width) {
      width = panelWidth((n - j) / LANES) * LANES;
      int from = bo + j;
      for (int p = 0; p < k; p++) {
        for (int lane = 0; lane < width; lane += LANES) {
          FloatVector.fromArray(SPECIES, b, from + lane).intoArray(packed, to + lane);
        }
        from += bRowStride;
        to += width;
      }
    }
  }

  /** Multiplies all rows with a panel of so many vectors. */
  private void panel(
      int width,
      int rows,
      int k,
      int ao,
      float[] panel,
      int po,
      int stride,
      float[] to,
      int too,
      int toStride,
      boolean add) {
    for (int i = 0; i < rows; i += TILE_ROWS) {
      int r = Math.min(TILE_ROWS, rows - i);
      int from = ao + i * aRowStride;
      int at = too + i * toStride;
      if (add) {
        float[] sums = SUMS.get();
        tile(width, r, k, from, panel, po, stride, sums, 0, width * LANES);
        addTile(r, width * LANES, sums, to, at, toStride);
      } else {
        tile(width, r, k, from, panel, po, stride, to, at, toStride);
      }
    }
  }

  private void tile(
      int width,
      int rows,
      int k,
      int from,
      float[] panel,
      int po,
      int stride,
      float[] to,
      int at,
      int toStride) {
    switch (width) {
      case 4 ->
          GemmTiles.tile4x4(
              rows, k, a, from, aRowStride, aColumnStride, panel, po, stride, to, at, toStride);
      case 2 ->
          GemmTiles.tile4x2(
              rows, k, a, from, aRowStride, aColumnStride, panel, po, stride, to, at, toStride);
      default ->
          GemmTiles.tile4x1(
              rows, k, a, from, aRowStride, aColumnStride, panel, po, stride, to, at, toStride);
    }
  }

  private static void addTile(
      int rows, int columns, float[] sums, float[] to, int at, int toStride) {
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < columns; j++) {
        to[at + r * toStride + j] += sums[r * columns + j];
      }
    }
  }

  /** Multiplies all rows with the last n columns, fewer than a vector, padded with zeros. */
  private void edge(int m, int n, int k, int ao, int bo, int co, boolean accumulate) {
    float[] edge = EDGE.get();
    for (int p = 0; p < k; p++) {
      System.arraycopy(b, bo + p * bRowStride, edge, p * LANES, n);
    }
    int tile = K_BLOCK * LANES;
    for (int i = 0; i < m; i += TILE_ROWS) {
      int rows = Math.min(TILE_ROWS, m - i);
      panel(1, rows, k, ao + i * aRowStride, edge, 0, LANES, edge, tile, LANES, false);
      for (int r = 0; r < rows; r++) {
        int to = co + (i + r) * cRowStride;
        int from = tile + r * LANES;
        for (int j = 0; j < n; j++) {
          c[to + j] = accumulate ? c[to + j] + edge[from + j] : edge[from + j];
        }
      }
    }
  }
}

package dev.ebm.backend.jvm.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Matrix product on the Vector API: blocks of B and A sized for the caches, inside them the tiles
 * of {@link GemmTiles}.
 *
 * <p>The sum of an element runs over blocks of k of a fixed length, each from 0; so it depends
 * neither on the tile nor on the range of rows that the element is computed in.
 */
final class VectorGemm {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Vectors a tile is wide: four where there are 32 registers, as with 512 bits, else two. */
  private static final int WIDTH = LANES >= 16 ? 4 : 2;

  private static final int K_BLOCK = 256;
  private static final int COLUMN_BLOCK = 256;
  private static final int ROW_BLOCK = 16 * GemmTiles.ROWS;

  /** Rows of A from which a copy of B in the order of its use pays for itself. */
  private static final int ROWS_WORTH_PACKING = 48;

  private static final ThreadLocal<float[]> PACKED =
      ThreadLocal.withInitial(() -> new float[K_BLOCK * COLUMN_BLOCK]);

  private static final ThreadLocal<float[]> EDGE =
      ThreadLocal.withInitial(() -> new float[(K_BLOCK + GemmTiles.ROWS) * LANES]);

  private VectorGemm() {}

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
    if (k == 0) {
      if (!accumulate) {
        for (int i = 0; i < m; i++) {
          Arrays.fill(c, co + i * cRowStride, co + i * cRowStride + n, 0);
        }
      }
      return;
    }
    if (n == 1) {
      VectorMatrixVector.multiply(
          m, k, a, ao, aRowStride, aColumnStride, b, bo, bRowStride, c, co, cRowStride, accumulate);
      return;
    }
    for (int p = 0; p < k; p += K_BLOCK) {
      int depth = Math.min(K_BLOCK, k - p);
      boolean add = accumulate || p > 0;
      for (int j = 0; j < n; j += COLUMN_BLOCK) {
        int columns = Math.min(COLUMN_BLOCK, n - j);
        columnBlock(
            m,
            columns,
            depth,
            a,
            ao + p * aColumnStride,
            aRowStride,
            aColumnStride,
            b,
            bo + p * bRowStride + j,
            bRowStride,
            c,
            co + j,
            cRowStride,
            add);
      }
    }
  }

  private static void columnBlock(
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
    int whole = n - n % LANES;
    boolean pack = m >= ROWS_WORTH_PACKING;
    float[] packed = pack ? PACKED.get() : b;
    if (pack) {
      pack(whole, k, b, bo, bRowStride, packed);
    }
    for (int i = 0; i < m; i += ROW_BLOCK) {
      int rows = Math.min(ROW_BLOCK, m - i);
      int ai = ao + i * aRowStride;
      int ci = co + i * cRowStride;
      int j = 0;
      while (j < whole) {
        int width = panelWidth((whole - j) / LANES);
        panel(
            width,
            rows,
            k,
            a,
            ai,
            aRowStride,
            aColumnStride,
            packed,
            pack ? j * k : bo + j,
            pack ? width * LANES : bRowStride,
            c,
            ci + j,
            cRowStride,
            accumulate);
        j += width * LANES;
      }
    }
    if (whole < n) {
      edge(
          m,
          n - whole,
          k,
          a,
          ao,
          aRowStride,
          aColumnStride,
          b,
          bo + whole,
          bRowStride,
          c,
          co + whole,
          cRowStride,
          accumulate);
    }
  }

  /** Returns the width in vectors, 4, 2 or 1, of the next panel when so many vectors are left. */
  private static int panelWidth(int vectors) {
    return vectors >= WIDTH ? WIDTH : Integer.highestOneBit(vectors);
  }

  /** Copies B panel by panel, so that a tile reads it from front to back. */
  private static void pack(int n, int k, float[] b, int bo, int bRowStride, float[] packed) {
    int to = 0;
    int j = 0;
    while (j < n) {
      int width = panelWidth((n - j) / LANES) * LANES;
      int from = bo + j;
      for (int p = 0; p < k; p++) {
        for (int lane = 0; lane < width; lane += LANES) {
          FloatVector.fromArray(SPECIES, b, from + lane).intoArray(packed, to + lane);
        }
        from += bRowStride;
        to += width;
      }
      j += width;
    }
  }

  /** Multiplies all rows with a panel of so many vectors. */
  private static void panel(
      int width,
      int rows,
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
    for (int i = 0; i < rows; i += GemmTiles.ROWS) {
      int tileRows = Math.min(GemmTiles.ROWS, rows - i);
      int ai = ao + i * aRowStride;
      int ci = co + i * cRowStride;
      if (tileRows <= 2) {
        for (int r = 0; r < tileRows; r++) {
          row(
              width,
              k,
              a,
              ai + r * aRowStride,
              aColumnStride,
              b,
              bo,
              bRowStride,
              c,
              ci + r * cRowStride,
              accumulate);
        }
      } else if (width == 4) {
        GemmTiles.tile6x4(
            tileRows,
            k,
            a,
            ai,
            aRowStride,
            aColumnStride,
            b,
            bo,
            bRowStride,
            c,
            ci,
            cRowStride,
            accumulate);
      } else if (width == 2) {
        GemmTiles.tile6x2(
            tileRows,
            k,
            a,
            ai,
            aRowStride,
            aColumnStride,
            b,
            bo,
            bRowStride,
            c,
            ci,
            cRowStride,
            accumulate);
      } else {
        GemmTiles.tile6x1(
            tileRows,
            k,
            a,
            ai,
            aRowStride,
            aColumnStride,
            b,
            bo,
            bRowStride,
            c,
            ci,
            cRowStride,
            accumulate);
      }
    }
  }

  private static void row(
      int width,
      int k,
      float[] a,
      int ao,
      int aColumnStride,
      float[] b,
      int bo,
      int bRowStride,
      float[] c,
      int co,
      boolean accumulate) {
    if (width == 4) {
      GemmTiles.tile1x4(k, a, ao, aColumnStride, b, bo, bRowStride, c, co, accumulate);
      return;
    }
    for (int j = 0; j < width * LANES; j += LANES) {
      GemmTiles.tile1x1(k, a, ao, aColumnStride, b, bo + j, bRowStride, c, co + j, accumulate);
    }
  }

  /**
   * Multiplies all rows with the last columns, fewer than a vector, in a copy padded with zeros.
   */
  private static void edge(
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
    float[] scratch = EDGE.get();
    for (int p = 0; p < k; p++) {
      for (int j = 0; j < n; j++) {
        scratch[p * LANES + j] = b[bo + p * bRowStride + j];
      }
    }
    int tile = K_BLOCK * LANES;
    for (int i = 0; i < m; i += GemmTiles.ROWS) {
      int rows = Math.min(GemmTiles.ROWS, m - i);
      panel(
          1,
          rows,
          k,
          a,
          ao + i * aRowStride,
          aRowStride,
          aColumnStride,
          scratch,
          0,
          LANES,
          scratch,
          tile,
          LANES,
          false);
      for (int r = 0; r < rows; r++) {
        int to = co + (i + r) * cRowStride;
        int from = tile + r * LANES;
        for (int j = 0; j < n; j++) {
          c[to + j] = accumulate ? c[to + j] + scratch[from + j] : scratch[from + j];
        }
      }
    }
  }
}

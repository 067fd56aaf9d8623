package dev.ebm.backend.jvm.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loops of the matrix product: tiles of C of four rows, held in registers while they
 * run along k. Each accumulator is a variable of its own, since a vector in an array or passed to a
 * method that is not inlined becomes an object. For the same reason a tile has no branch behind its
 * loop and no more than 16 accumulators: the compiler then gives up on some runs and makes objects
 * of all of them, which takes ten times as long.
 *
 * <p>Every element is the chain fma(a[p], b[p], ...) from p = 0 upwards, in every tile. A tile
 * given fewer rows than it has takes its last row several times, and stores equal values over one
 * another.
 */
final class GemmTiles {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private GemmTiles() {}

  static void tile4x4(
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
      int cRowStride) {
    int a0 = ao;
    int a1 = ao + Math.min(1, rows - 1) * aRowStride;
    int a2 = ao + Math.min(2, rows - 1) * aRowStride;
    int a3 = ao + Math.min(3, rows - 1) * aRowStride;
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = c00;
    FloatVector c02 = c00;
    FloatVector c03 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c12 = c00;
    FloatVector c13 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c22 = c00;
    FloatVector c23 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    FloatVector c32 = c00;
    FloatVector c33 = c00;
    int row = bo;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, row);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, row + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, row + 2 * LANES);
      FloatVector b3 = FloatVector.fromArray(SPECIES, b, row + 3 * LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      c02 = x0.fma(b2, c02);
      c03 = x0.fma(b3, c03);
      a0 += aColumnStride;
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      c12 = x1.fma(b2, c12);
      c13 = x1.fma(b3, c13);
      a1 += aColumnStride;
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      c22 = x2.fma(b2, c22);
      c23 = x2.fma(b3, c23);
      a2 += aColumnStride;
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      c32 = x3.fma(b2, c32);
      c33 = x3.fma(b3, c33);
      a3 += aColumnStride;
      row += bRowStride;
    }
    int o0 = co;
    int o1 = co + Math.min(1, rows - 1) * cRowStride;
    int o2 = co + Math.min(2, rows - 1) * cRowStride;
    int o3 = co + Math.min(3, rows - 1) * cRowStride;
    c00.intoArray(c, o0);
    c01.intoArray(c, o0 + LANES);
    c02.intoArray(c, o0 + 2 * LANES);
    c03.intoArray(c, o0 + 3 * LANES);
    c10.intoArray(c, o1);
    c11.intoArray(c, o1 + LANES);
    c12.intoArray(c, o1 + 2 * LANES);
    c13.intoArray(c, o1 + 3 * LANES);
    c20.intoArray(c, o2);
    c21.intoArray(c, o2 + LANES);
    c22.intoArray(c, o2 + 2 * LANES);
    c23.intoArray(c, o2 + 3 * LANES);
    c30.intoArray(c, o3);
    c31.intoArray(c, o3 + LANES);
    c32.intoArray(c, o3 + 2 * LANES);
    c33.intoArray(c, o3 + 3 * LANES);
  }

  static void tile4x2(
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
      int cRowStride) {
    int a0 = ao;
    int a1 = ao + Math.min(1, rows - 1) * aRowStride;
    int a2 = ao + Math.min(2, rows - 1) * aRowStride;
    int a3 = ao + Math.min(3, rows - 1) * aRowStride;
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    int row = bo;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, row);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, row + LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0]);
      c00 = x0.fma(b0, c00);
      c01 = x0.fma(b1, c01);
      a0 += aColumnStride;
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1]);
      c10 = x1.fma(b0, c10);
      c11 = x1.fma(b1, c11);
      a1 += aColumnStride;
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2]);
      c20 = x2.fma(b0, c20);
      c21 = x2.fma(b1, c21);
      a2 += aColumnStride;
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3]);
      c30 = x3.fma(b0, c30);
      c31 = x3.fma(b1, c31);
      a3 += aColumnStride;
      row += bRowStride;
    }
    int o0 = co;
    int o1 = co + Math.min(1, rows - 1) * cRowStride;
    int o2 = co + Math.min(2, rows - 1) * cRowStride;
    int o3 = co + Math.min(3, rows - 1) * cRowStride;
    c00.intoArray(c, o0);
    c01.intoArray(c, o0 + LANES);
    c10.intoArray(c, o1);
    c11.intoArray(c, o1 + LANES);
    c20.intoArray(c, o2);
    c21.intoArray(c, o2 + LANES);
    c30.intoArray(c, o3);
    c31.intoArray(c, o3 + LANES);
  }

  static void tile4x1(
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
      int cRowStride) {
    int a0 = ao;
    int a1 = ao + Math.min(1, rows - 1) * aRowStride;
    int a2 = ao + Math.min(2, rows - 1) * aRowStride;
    int a3 = ao + Math.min(3, rows - 1) * aRowStride;
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c10 = c00;
    FloatVector c20 = c00;
    FloatVector c30 = c00;
    int row = bo;
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, row);
      FloatVector x0 = FloatVector.broadcast(SPECIES, a[a0]);
      c00 = x0.fma(b0, c00);
      a0 += aColumnStride;
      FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1]);
      c10 = x1.fma(b0, c10);
      a1 += aColumnStride;
      FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2]);
      c20 = x2.fma(b0, c20);
      a2 += aColumnStride;
      FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3]);
      c30 = x3.fma(b0, c30);
      a3 += aColumnStride;
      row += bRowStride;
    }
    int o0 = co;
    int o1 = co + Math.min(1, rows - 1) * cRowStride;
    int o2 = co + Math.min(2, rows - 1) * cRowStride;
    int o3 = co + Math.min(3, rows - 1) * cRowStride;
    c00.intoArray(c, o0);
    c10.intoArray(c, o1);
    c20.intoArray(c, o2);
    c30.intoArray(c, o3);
  }
}

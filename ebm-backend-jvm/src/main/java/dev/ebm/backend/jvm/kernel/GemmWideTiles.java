package dev.ebm.backend.jvm.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loops of the matrix product: tiles of C four vectors wide, held in registers while
 * they run along k. Each accumulator is a variable of its own, since a vector in an array or passed
 * to a method that is not inlined becomes an object.
 *
 * <p>Every element is the chain fma(a[p], b[p], ...) from p = 0 upwards, in every tile. A tile
 * given fewer rows than it has takes its last row several times, and stores equal values over one
 * another.
 */
final class GemmWideTiles {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private GemmWideTiles() {}

  static void tile6x4(
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
    int a0 = ao;
    int a1 = ao + Math.min(1, rows - 1) * aRowStride;
    int a2 = ao + Math.min(2, rows - 1) * aRowStride;
    int a3 = ao + Math.min(3, rows - 1) * aRowStride;
    int a4 = ao + Math.min(4, rows - 1) * aRowStride;
    int a5 = ao + Math.min(5, rows - 1) * aRowStride;
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
    FloatVector c40 = c00;
    FloatVector c41 = c00;
    FloatVector c42 = c00;
    FloatVector c43 = c00;
    FloatVector c50 = c00;
    FloatVector c51 = c00;
    FloatVector c52 = c00;
    FloatVector c53 = c00;
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
      FloatVector x4 = FloatVector.broadcast(SPECIES, a[a4]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      c42 = x4.fma(b2, c42);
      c43 = x4.fma(b3, c43);
      a4 += aColumnStride;
      FloatVector x5 = FloatVector.broadcast(SPECIES, a[a5]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
      c52 = x5.fma(b2, c52);
      c53 = x5.fma(b3, c53);
      a5 += aColumnStride;
      row += bRowStride;
    }
    int o0 = co;
    int o1 = co + Math.min(1, rows - 1) * cRowStride;
    int o2 = co + Math.min(2, rows - 1) * cRowStride;
    int o3 = co + Math.min(3, rows - 1) * cRowStride;
    int o4 = co + Math.min(4, rows - 1) * cRowStride;
    int o5 = co + Math.min(5, rows - 1) * cRowStride;
    if (accumulate) {
      c00 = c00.add(FloatVector.fromArray(SPECIES, c, o0));
      c01 = c01.add(FloatVector.fromArray(SPECIES, c, o0 + LANES));
      c02 = c02.add(FloatVector.fromArray(SPECIES, c, o0 + 2 * LANES));
      c03 = c03.add(FloatVector.fromArray(SPECIES, c, o0 + 3 * LANES));
      c10 = c10.add(FloatVector.fromArray(SPECIES, c, o1));
      c11 = c11.add(FloatVector.fromArray(SPECIES, c, o1 + LANES));
      c12 = c12.add(FloatVector.fromArray(SPECIES, c, o1 + 2 * LANES));
      c13 = c13.add(FloatVector.fromArray(SPECIES, c, o1 + 3 * LANES));
      c20 = c20.add(FloatVector.fromArray(SPECIES, c, o2));
      c21 = c21.add(FloatVector.fromArray(SPECIES, c, o2 + LANES));
      c22 = c22.add(FloatVector.fromArray(SPECIES, c, o2 + 2 * LANES));
      c23 = c23.add(FloatVector.fromArray(SPECIES, c, o2 + 3 * LANES));
      c30 = c30.add(FloatVector.fromArray(SPECIES, c, o3));
      c31 = c31.add(FloatVector.fromArray(SPECIES, c, o3 + LANES));
      c32 = c32.add(FloatVector.fromArray(SPECIES, c, o3 + 2 * LANES));
      c33 = c33.add(FloatVector.fromArray(SPECIES, c, o3 + 3 * LANES));
      c40 = c40.add(FloatVector.fromArray(SPECIES, c, o4));
      c41 = c41.add(FloatVector.fromArray(SPECIES, c, o4 + LANES));
      c42 = c42.add(FloatVector.fromArray(SPECIES, c, o4 + 2 * LANES));
      c43 = c43.add(FloatVector.fromArray(SPECIES, c, o4 + 3 * LANES));
      c50 = c50.add(FloatVector.fromArray(SPECIES, c, o5));
      c51 = c51.add(FloatVector.fromArray(SPECIES, c, o5 + LANES));
      c52 = c52.add(FloatVector.fromArray(SPECIES, c, o5 + 2 * LANES));
      c53 = c53.add(FloatVector.fromArray(SPECIES, c, o5 + 3 * LANES));
    }
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
    c40.intoArray(c, o4);
    c41.intoArray(c, o4 + LANES);
    c42.intoArray(c, o4 + 2 * LANES);
    c43.intoArray(c, o4 + 3 * LANES);
    c50.intoArray(c, o5);
    c51.intoArray(c, o5 + LANES);
    c52.intoArray(c, o5 + 2 * LANES);
    c53.intoArray(c, o5 + 3 * LANES);
  }

  static void tile2x4(
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
    int a0 = ao;
    int a1 = ao + Math.min(1, rows - 1) * aRowStride;
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = c00;
    FloatVector c02 = c00;
    FloatVector c03 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c12 = c00;
    FloatVector c13 = c00;
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
      row += bRowStride;
    }
    int o0 = co;
    int o1 = co + Math.min(1, rows - 1) * cRowStride;
    if (accumulate) {
      c00 = c00.add(FloatVector.fromArray(SPECIES, c, o0));
      c01 = c01.add(FloatVector.fromArray(SPECIES, c, o0 + LANES));
      c02 = c02.add(FloatVector.fromArray(SPECIES, c, o0 + 2 * LANES));
      c03 = c03.add(FloatVector.fromArray(SPECIES, c, o0 + 3 * LANES));
      c10 = c10.add(FloatVector.fromArray(SPECIES, c, o1));
      c11 = c11.add(FloatVector.fromArray(SPECIES, c, o1 + LANES));
      c12 = c12.add(FloatVector.fromArray(SPECIES, c, o1 + 2 * LANES));
      c13 = c13.add(FloatVector.fromArray(SPECIES, c, o1 + 3 * LANES));
    }
    c00.intoArray(c, o0);
    c01.intoArray(c, o0 + LANES);
    c02.intoArray(c, o0 + 2 * LANES);
    c03.intoArray(c, o0 + 3 * LANES);
    c10.intoArray(c, o1);
    c11.intoArray(c, o1 + LANES);
    c12.intoArray(c, o1 + 2 * LANES);
    c13.intoArray(c, o1 + 3 * LANES);
  }
}

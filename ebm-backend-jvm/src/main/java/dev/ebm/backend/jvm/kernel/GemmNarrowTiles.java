package dev.ebm.backend.jvm.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of C two vectors and one vector wide, under the rules of {@link GemmWideTiles}: the widest
 * that 16 registers hold, and those for the last columns.
 */
final class GemmNarrowTiles {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private GemmNarrowTiles() {}

  static void tile6x2(
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
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    FloatVector c40 = c00;
    FloatVector c41 = c00;
    FloatVector c50 = c00;
    FloatVector c51 = c00;
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
      FloatVector x4 = FloatVector.broadcast(SPECIES, a[a4]);
      c40 = x4.fma(b0, c40);
      c41 = x4.fma(b1, c41);
      a4 += aColumnStride;
      FloatVector x5 = FloatVector.broadcast(SPECIES, a[a5]);
      c50 = x5.fma(b0, c50);
      c51 = x5.fma(b1, c51);
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
      c10 = c10.add(FloatVector.fromArray(SPECIES, c, o1));
      c11 = c11.add(FloatVector.fromArray(SPECIES, c, o1 + LANES));
      c20 = c20.add(FloatVector.fromArray(SPECIES, c, o2));
      c21 = c21.add(FloatVector.fromArray(SPECIES, c, o2 + LANES));
      c30 = c30.add(FloatVector.fromArray(SPECIES, c, o3));
      c31 = c31.add(FloatVector.fromArray(SPECIES, c, o3 + LANES));
      c40 = c40.add(FloatVector.fromArray(SPECIES, c, o4));
      c41 = c41.add(FloatVector.fromArray(SPECIES, c, o4 + LANES));
      c50 = c50.add(FloatVector.fromArray(SPECIES, c, o5));
      c51 = c51.add(FloatVector.fromArray(SPECIES, c, o5 + LANES));
    }
    c00.intoArray(c, o0);
    c01.intoArray(c, o0 + LANES);
    c10.intoArray(c, o1);
    c11.intoArray(c, o1 + LANES);
    c20.intoArray(c, o2);
    c21.intoArray(c, o2 + LANES);
    c30.intoArray(c, o3);
    c31.intoArray(c, o3 + LANES);
    c40.intoArray(c, o4);
    c41.intoArray(c, o4 + LANES);
    c50.intoArray(c, o5);
    c51.intoArray(c, o5 + LANES);
  }

  static void tile6x1(
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
    FloatVector c10 = c00;
    FloatVector c20 = c00;
    FloatVector c30 = c00;
    FloatVector c40 = c00;
    FloatVector c50 = c00;
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
      FloatVector x4 = FloatVector.broadcast(SPECIES, a[a4]);
      c40 = x4.fma(b0, c40);
      a4 += aColumnStride;
      FloatVector x5 = FloatVector.broadcast(SPECIES, a[a5]);
      c50 = x5.fma(b0, c50);
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
      c10 = c10.add(FloatVector.fromArray(SPECIES, c, o1));
      c20 = c20.add(FloatVector.fromArray(SPECIES, c, o2));
      c30 = c30.add(FloatVector.fromArray(SPECIES, c, o3));
      c40 = c40.add(FloatVector.fromArray(SPECIES, c, o4));
      c50 = c50.add(FloatVector.fromArray(SPECIES, c, o5));
    }
    c00.intoArray(c, o0);
    c10.intoArray(c, o1);
    c20.intoArray(c, o2);
    c30.intoArray(c, o3);
    c40.intoArray(c, o4);
    c50.intoArray(c, o5);
  }
}

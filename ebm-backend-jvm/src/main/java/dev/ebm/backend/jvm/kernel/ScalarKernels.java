package dev.ebm.backend.jvm.kernel;

import java.util.Arrays;

/** Kernels as plain loops, for virtual machines without the Vector API. */
final class ScalarKernels implements FloatKernels {

  @Override
  public String description() {
    return "scalar";
  }

  @Override
  public void fill(float value, float[] y, int yo, int n) {
    Arrays.fill(y, yo, yo + n, value);
  }

  @Override
  public void copy(float[] x, int xo, float[] y, int yo, int n) {
    System.arraycopy(x, xo, y, yo, n);
  }

  @Override
  public void transpose(
      int rows, int columns, float[] x, int xo, int xRowStride, float[] y, int yo, int yRowStride) {
    Transpose.blocked(rows, columns, x, xo, xRowStride, y, yo, yRowStride);
  }

  @Override
  public void neg(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = -x[xo + i];
    }
  }

  @Override
  public void sign(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.signum(x[xo + i]);
    }
  }

  @Override
  public void floor(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (float) Math.floor(x[xo + i]);
    }
  }

  @Override
  public void sqrt(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (float) Math.sqrt(x[xo + i]);
    }
  }

  @Override
  public void not(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = 1 - x[xo + i];
    }
  }

  @Override
  public void exp(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (float) Math.exp(x[xo + i]);
    }
  }

  @Override
  public void expm1(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (float) ScalarMath.expm1(x[xo + i]);
    }
  }

  @Override
  public void log(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (float) Math.log(x[xo + i]);
    }
  }

  @Override
  public void log1p(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (float) ScalarMath.log1p(x[xo + i]);
    }
  }

  @Override
  public void tanh(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (float) ScalarMath.tanh(x[xo + i]);
    }
  }

  @Override
  public void logistic(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (float) ScalarMath.logistic(x[xo + i]);
    }
  }

  @Override
  public void softplus(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (float) ScalarMath.softplus(x[xo + i]);
    }
  }

  @Override
  public void erf(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (float) SpecialFunctions.erf(x[xo + i]);
    }
  }

  @Override
  public void erfinv(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (float) SpecialFunctions.erfinv(x[xo + i]);
    }
  }

  @Override
  public void sin(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (float) Math.sin(x[xo + i]);
    }
  }

  @Override
  public void cos(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = (float) Math.cos(x[xo + i]);
    }
  }

  @Override
  public void add(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] + b[bo + i];
    }
  }

  @Override
  public void sub(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] - b[bo + i];
    }
  }

  @Override
  public void mul(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] * b[bo + i];
    }
  }

  @Override
  public void div(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] / b[bo + i];
    }
  }

  @Override
  public void maximum(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.max(a[ao + i], b[bo + i]);
    }
  }

  @Override
  public void less(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] < b[bo + i] ? 1 : 0;
    }
  }

  @Override
  public void equal(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] == b[bo + i] ? 1 : 0;
    }
  }

  @Override
  public void and(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] * b[bo + i];
    }
  }

  @Override
  public void addScalar(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] + b;
    }
  }

  @Override
  public void scalarSub(float a, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a - b[bo + i];
    }
  }

  @Override
  public void mulScalar(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] * b;
    }
  }

  @Override
  public void divScalar(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] / b;
    }
  }

  @Override
  public void scalarDiv(float a, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a / b[bo + i];
    }
  }

  @Override
  public void maximumScalar(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = Math.max(a[ao + i], b);
    }
  }

  @Override
  public void lessScalar(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] < b ? 1 : 0;
    }
  }

  @Override
  public void scalarLess(float a, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a < b[bo + i] ? 1 : 0;
    }
  }

  @Override
  public void equalScalar(float[] a, int ao, float b, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] == b ? 1 : 0;
    }
  }

  @Override
  public void select(
      float[] p, int po, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = p[po + i] != 0 ? a[ao + i] : b[bo + i];
    }
  }

  @Override
  public void axpby(
      float alpha, float[] a, int ao, float beta, float[] b, int bo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = alpha * a[ao + i] + beta * b[bo + i];
    }
  }

  @Override
  public void mulAdd(
      float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = a[ao + i] * b[bo + i] + c[co + i];
    }
  }

  @Override
  public float sum(float[] x, int xo, int n) {
    return ScalarReductions.sum(x, xo, n);
  }

  @Override
  public float max(float[] x, int xo, int n) {
    return ScalarReductions.max(x, xo, n);
  }

  @Override
  public void rowSums(float[] x, int xo, int rows, int n, float[] y, int yo) {
    for (int i = 0; i < rows; i++) {
      y[yo + i] = ScalarReductions.sum(x, xo + i * n, n);
    }
  }

  @Override
  public void rowMaxes(float[] x, int xo, int rows, int n, float[] y, int yo) {
    for (int i = 0; i < rows; i++) {
      y[yo + i] = ScalarReductions.max(x, xo + i * n, n);
    }
  }

  @Override
  public void columnSums(
      float[] x, int xo, int rows, int n, int rowStride, float[] y, int yo, boolean accumulate) {
    ScalarReductions.columnSums(x, xo, rows, n, rowStride, y, yo, accumulate);
  }

  @Override
  public void columnMaxes(
      float[] x, int xo, int rows, int n, int rowStride, float[] y, int yo, boolean accumulate) {
    ScalarReductions.columnMaxes(x, xo, rows, n, rowStride, y, yo, accumulate);
  }

  @Override
  public void gemm(
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
    ScalarGemm.gemm(
        m,
        n,
        k,
        a,
        ao,
        aRowStride,
        aColumnStride,
        b,
        bo,
        bRowStride,
        c,
        co,
        cRowStride,
        accumulate);
  }
}

package dev.ebm.backend.jvm.kernel;

import java.util.Arrays;

/** Kernels on the Vector API, in the widest vectors that the processor has. */
final class VectorKernels extends VectorArithmetic {

  /** Vectors of 128 bits come without a fused multiply-add on x86, whose imitation is very slow. */
  private static final int LANES_WITH_FMA = 8;

  private VectorKernels() {}

  static FloatKernels orScalar() {
    boolean fma = LANES >= LANES_WITH_FMA || System.getProperty("os.arch").equals("aarch64");
    return fma ? new VectorKernels() : new ScalarKernels();
  }

  @Override
  public String description() {
    return "Vector API, " + LANES + " lanes";
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
  public void exp(float[] x, int xo, float[] y, int yo, int n) {
    VectorElementary.apply(VectorExponentials::exp, x, xo, y, yo, n);
  }

  @Override
  public void expm1(float[] x, int xo, float[] y, int yo, int n) {
    VectorElementary.apply(VectorExponentials::expm1, x, xo, y, yo, n);
  }

  @Override
  public void log(float[] x, int xo, float[] y, int yo, int n) {
    VectorElementary.apply(VectorElementary::log, x, xo, y, yo, n);
  }

  @Override
  public void log1p(float[] x, int xo, float[] y, int yo, int n) {
    VectorElementary.apply(VectorElementary::log1p, x, xo, y, yo, n);
  }

  @Override
  public void tanh(float[] x, int xo, float[] y, int yo, int n) {
    VectorElementary.apply(VectorExponentials::tanh, x, xo, y, yo, n);
  }

  @Override
  public void logistic(float[] x, int xo, float[] y, int yo, int n) {
    VectorElementary.apply(VectorExponentials::logistic, x, xo, y, yo, n);
  }

  @Override
  public void softplus(float[] x, int xo, float[] y, int yo, int n) {
    VectorElementary.apply(VectorExponentials::softplus, x, xo, y, yo, n);
  }

  @Override
  public void erf(float[] x, int xo, float[] y, int yo, int n) {
    VectorElementary.apply(VectorErrorFunction::erf, x, xo, y, yo, n);
  }

  @Override
  public void erfinv(float[] x, int xo, float[] y, int yo, int n) {
    VectorElementary.apply(VectorElementary::erfinv, x, xo, y, yo, n);
  }

  @Override
  public void sin(float[] x, int xo, float[] y, int yo, int n) {
    VectorElementary.apply(VectorElementary::sin, x, xo, y, yo, n);
  }

  @Override
  public void cos(float[] x, int xo, float[] y, int yo, int n) {
    VectorElementary.apply(VectorElementary::cos, x, xo, y, yo, n);
  }

  @Override
  public float sum(float[] x, int xo, int n) {
    return VectorReductions.sum(x, xo, n);
  }

  @Override
  public float max(float[] x, int xo, int n) {
    return VectorReductions.max(x, xo, n);
  }

  @Override
  public void rowSums(float[] x, int xo, int rows, int n, float[] y, int yo) {
    VectorReductions.rowSums(x, xo, rows, n, y, yo);
  }

  @Override
  public void rowMaxes(float[] x, int xo, int rows, int n, float[] y, int yo) {
    VectorReductions.rowMaxes(x, xo, rows, n, y, yo);
  }

  @Override
  public void columnSums(
      float[] x, int xo, int rows, int n, int rowStride, float[] y, int yo, boolean accumulate) {
    VectorReductions.columnSums(x, xo, rows, n, rowStride, y, yo, accumulate);
  }

  @Override
  public void columnMaxes(
      float[] x, int xo, int rows, int n, int rowStride, float[] y, int yo, boolean accumulate) {
    VectorReductions.columnMaxes(x, xo, rows, n, rowStride, y, yo, accumulate);
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
    VectorGemm.gemm(
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

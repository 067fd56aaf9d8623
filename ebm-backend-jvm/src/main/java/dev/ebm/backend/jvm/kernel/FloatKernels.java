package dev.ebm.backend.jvm.kernel;

/**
 * The float32 loops of the pure-Java backend, over stretches of arrays.
 *
 * <p>A stretch is an array, an offset and a count. Operands of one call may be the same stretch or
 * disjoint ones; stretches that overlap in part give undefined results. Booleans are stored as 0
 * and 1. NaN and infinities follow IEEE 754 and are never masked. What a call writes for one
 * element depends on that element's operands alone, so a caller may split a stretch, or the rows of
 * a matrix, over threads as it likes and gets the same bits. Elementary functions stay within 4
 * units in the last place and may flush results below the smallest normal number to zero.
 *
 * <p>Implementations hold no state and may be shared between threads. Indices are the caller's
 * duty: the Vector API can be told not to check them.
 */
public interface FloatKernels {

  /**
   * Returns the fastest kernels that this virtual machine runs: those on the Vector API when it was
   * started with {@code --add-modules jdk.incubator.vector}, plain loops otherwise.
   */
  static FloatKernels best() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
        ? VectorKernels.orScalar()
        : scalar();
  }

  /** Returns the kernels of plain loops, which run everywhere. */
  static FloatKernels scalar() {
    return new ScalarKernels();
  }

  /** Says in a few words what these kernels run on. */
  String description();

  // ---- moving

  /** y = value. */
  void fill(float value, float[] y, int yo, int n);

  /** y = x; here alone the stretches may overlap in part. */
  void copy(float[] x, int xo, float[] y, int yo, int n);

  /** y[j, i] = x[i, j] for a matrix x of [rows, columns]; x and y are disjoint. */
  void transpose(
      int rows, int columns, float[] x, int xo, int xRowStride, float[] y, int yo, int yRowStride);

  // ---- one operand

  /** y = -x. */
  void neg(float[] x, int xo, float[] y, int yo, int n);

  /** y = -1, 0 or 1 by the sign of x; zeros keep their sign, NaN stays NaN. */
  void sign(float[] x, int xo, float[] y, int yo, int n);

  /** y = the largest whole number not above x. */
  void floor(float[] x, int xo, float[] y, int yo, int n);

  /** y = sqrt(x), rounded correctly. */
  void sqrt(float[] x, int xo, float[] y, int yo, int n);

  /** y = 1 - x, the negation of booleans. */
  void not(float[] x, int xo, float[] y, int yo, int n);

  /** y = exp(x). */
  void exp(float[] x, int xo, float[] y, int yo, int n);

  /** y = exp(x) - 1, accurate near 0 too. */
  void expm1(float[] x, int xo, float[] y, int yo, int n);

  /** y = ln(x); -infinity at 0, NaN below. */
  void log(float[] x, int xo, float[] y, int yo, int n);

  /** y = ln(1 + x), accurate near 0 too. */
  void log1p(float[] x, int xo, float[] y, int yo, int n);

  /** y = tanh(x). */
  void tanh(float[] x, int xo, float[] y, int yo, int n);

  /** y = 1 / (1 + exp(-x)). */
  void logistic(float[] x, int xo, float[] y, int yo, int n);

  /** y = ln(1 + exp(x)). */
  void softplus(float[] x, int xo, float[] y, int yo, int n);

  /** y = erf(x), within 2.5 units in the last place. */
  void erf(float[] x, int xo, float[] y, int yo, int n);

  /** y = the number whose erf is x; infinities at -1 and 1, NaN beyond. */
  void erfinv(float[] x, int xo, float[] y, int yo, int n);

  /** y = sin(x). */
  void sin(float[] x, int xo, float[] y, int yo, int n);

  /** y = cos(x). */
  void cos(float[] x, int xo, float[] y, int yo, int n);

  // ---- two operands

  /** y = a + b. */
  void add(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n);

  /** y = a - b. */
  void sub(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n);

  /** y = a * b. */
  void mul(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n);

  /** y = a / b. */
  void div(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n);

  /** y = the larger of a and b as by {@link Math#max(float, float)}: NaN if either is. */
  void maximum(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n);

  /** y = 1 where a &lt; b, else 0. */
  void less(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n);

  /** y = 1 where a == b, else 0. */
  void equal(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n);

  /** y = 1 where both booleans are 1, else 0. */
  void and(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n);

  // ---- an operand and a number

  /** y = a + b. */
  void addScalar(float[] a, int ao, float b, float[] y, int yo, int n);

  /** y = a - b. */
  void scalarSub(float a, float[] b, int bo, float[] y, int yo, int n);

  /** y = a * b. */
  void mulScalar(float[] a, int ao, float b, float[] y, int yo, int n);

  /** y = a / b. */
  void divScalar(float[] a, int ao, float b, float[] y, int yo, int n);

  /** y = a / b. */
  void scalarDiv(float a, float[] b, int bo, float[] y, int yo, int n);

  /** y = the larger of a and b, NaN if either is. */
  void maximumScalar(float[] a, int ao, float b, float[] y, int yo, int n);

  /** y = 1 where a &lt; b, else 0. */
  void lessScalar(float[] a, int ao, float b, float[] y, int yo, int n);

  /** y = 1 where a &lt; b, else 0. */
  void scalarLess(float a, float[] b, int bo, float[] y, int yo, int n);

  /** y = 1 where a == b, else 0. */
  void equalScalar(float[] a, int ao, float b, float[] y, int yo, int n);

  // ---- three operands

  /** y = a where p is not 0, b where it is. */
  void select(float[] p, int po, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n);

  /** y = alpha a + beta b; the last product may or may not be rounded before the sum. */
  void axpby(
      float alpha, float[] a, int ao, float beta, float[] b, int bo, float[] y, int yo, int n);

  /** y = a b + c; the product may or may not be rounded before the sum. */
  void mulAdd(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n);

  // ---- reductions, in an order that the counts alone decide

  /** Returns the sum of n numbers; 0 for none. */
  float sum(float[] x, int xo, int n);

  /** Returns the largest of n numbers, NaN if one is; -infinity for none. */
  float max(float[] x, int xo, int n);

  /** y[i] = sum over j of x[i, j], for a contiguous x of [rows, n]. */
  void rowSums(float[] x, int xo, int rows, int n, float[] y, int yo);

  /** y[i] = the largest x[i, j] over j, NaN if one is, for a contiguous x of [rows, n]. */
  void rowMaxes(float[] x, int xo, int rows, int n, float[] y, int yo);

  /**
   * y[j] = sum over i of x[i, j] for x of [rows, n].
   *
   * @param rowStride the distance between rows of x, at least n
   * @param accumulate whether the sums are added to y instead of replacing it
   */
  void columnSums(
      float[] x, int xo, int rows, int n, int rowStride, float[] y, int yo, boolean accumulate);

  /** y[j] = the largest x[i, j] over i, NaN if one is; the parameters as in columnSums. */
  void columnMaxes(
      float[] x, int xo, int rows, int n, int rowStride, float[] y, int yo, boolean accumulate);

  // ---- products

  /**
   * C = A B, or C += A B, for A of [m, k], B of [k, n] and C of [m, n].
   *
   * <p>An element of C is the same to the bit whatever range of rows it is computed in, since m has
   * no part in the order of its sum. C is disjoint from A and B.
   *
   * @param aRowStride the distance between rows of A; any, as is aColumnStride, so that a
   *     transposed matrix needs no copy
   * @param bRowStride the distance between rows of B, whose columns are adjacent
   * @param cRowStride the distance between rows of C, whose columns are adjacent
   * @param accumulate whether the product is added to C instead of replacing it
   */
  void gemm(
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
      boolean accumulate);
}

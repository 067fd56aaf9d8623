package dev.ebm.backend.jvm.kernel;

/**
 * Elementary functions of float arguments in double arithmetic, from {@link Math#exp} and {@link
 * Math#log}, which the compiler has as instructions where the others are calls.
 *
 * <p>Where a difference would cancel, the first terms of the Taylor series stand in; the switch
 * points leave relative errors below 1e-9, far under half a unit in the last place of a float.
 */
final class ScalarMath {

  private static final double NEAR_ZERO = 1e-4;

  private ScalarMath() {}

  static double expm1(double x) {
    return Math.abs(x) < NEAR_ZERO ? x * (1 + x * (0.5 + x / 6)) : Math.exp(x) - 1;
  }

  static double log1p(double x) {
    return Math.abs(x) < NEAR_ZERO ? x * (1 - x * (0.5 - x / 3)) : Math.log(1 + x);
  }

  static double tanh(double x) {
    double size = Math.abs(x);
    double value =
        size < NEAR_ZERO ? size * (1 - size * size / 3) : 1 - 2 / (Math.exp(2 * size) + 1);
    return Math.copySign(value, x);
  }

  static double logistic(double x) {
    double exp = Math.exp(-Math.abs(x));
    return (x < 0 ? exp : 1) / (1 + exp);
  }

  static double softplus(double x) {
    return (x > 0 ? x : 0) + log1p(Math.exp(-Math.abs(x)));
  }
}

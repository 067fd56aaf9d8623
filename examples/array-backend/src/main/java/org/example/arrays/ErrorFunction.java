package org.example.arrays;

/** The error function and its inverse, to some units in the last place of a double. */
final class ErrorFunction {

  private static final double TWO_OVER_SQRT_PI = 1.1283791670955125739;

  /** Below, the terms of the series hardly cancel; above, the fraction is short. */
  private static final double SERIES = 1.25;

  /** Terms of the series and levels of the fraction: at 1.25 what is left out is below 1e-17. */
  private static final int TERMS = 30;

  private static final int LEVELS = 140;

  private ErrorFunction() {}

  /** By the series of Abramowitz and Stegun (1964), 7.1.5, and from the complement. */
  static double erf(double x) {
    if (!(Math.abs(x) < SERIES)) {
      return Math.copySign(1 - complement(Math.abs(x)), x);
    }
    double sum = 0;
    for (int n = TERMS; n >= 0; n--) {
      sum = 1.0 / (2 * n + 1) - x * x * sum / (n + 1);
    }
    return TWO_OVER_SQRT_PI * x * sum;
  }

  /** 1 - erf(x) for x of at least 1.25, by Laplace's continued fraction (7.1.14). */
  private static double complement(double x) {
    double fraction = x;
    for (int k = LEVELS; k > 0; k--) {
      fraction = x + k / 2.0 / fraction;
    }
    return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
  }

  /**
   * The y with erf(y) = x, by Newton's method from the approximation of Winitzki (2008), "A handy
   * approximation for the error function and its inverse", which is right to 0.2 %.
   */
  static double inverse(double x) {
    double size = Math.abs(x);
    if (!(size < 1)) {
      return size == 1 ? x / 0.0 : Double.NaN;
    }
    double log = Math.log1p(-size) + Math.log1p(size);
    double middle = 2 / (Math.PI * 0.147) + log / 2;
    double y = Math.sqrt(Math.max(0, Math.sqrt(middle * middle - log / 0.147) - middle));
    for (int step = 0; step < 3; step++) {
      double excess = y < SERIES ? erf(y) - size : 1 - size - complement(y);
      y -= excess / (TWO_OVER_SQRT_PI * Math.exp(-y * y));
    }
    return Math.copySign(y, x);
  }
}

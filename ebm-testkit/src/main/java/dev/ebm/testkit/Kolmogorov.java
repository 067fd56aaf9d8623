package dev.ebm.testkit;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Whether draws follow a law (Kolmogorov, 1933). */
final class Kolmogorov {

  private Kolmogorov() {}

  /** The largest distance of the distribution functions, times the root of the count. */
  static double distance(double[] draws, DoubleUnaryOperator law) {
    double[] sorted = draws.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double worst = 0;
    for (int i = 0; i < n; i++) {
      double p = law.applyAsDouble(sorted[i]);
      worst = Math.max(worst, Math.max(p - (double) i / n, (i + 1.0) / n - p));
    }
    return worst * Math.sqrt(n);
  }

  /** By the series of Abramowitz and Stegun, 1964, equation 26.2.11. */
  static double normal(double x) {
    double term = x;
    double sum = x;
    for (int k = 3; Math.abs(term) > Math.abs(sum) * 1e-17; k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }
}

package dev.ebm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares means of independent numbers with what they should be. Each family of comparisons fails
 * falsely for one seed in a million, by Bonferroni's inequality.
 */
public final class ZTest {

  private final double quantile;

  /** Two-sided, for so many comparisons. */
  public ZTest(int comparisons) {
    this.quantile = quantile(1e-6 / comparisons / 2);
  }

  /** Fails if the mean of the numbers is further from the expected one than chance explains. */
  public void assertMean(String what, double[] values, double expected) {
    double mean = mean(values);
    double error = Math.sqrt(variance(values) / values.length);
    assertThat(Math.abs(mean - expected) <= quantile * error + rounding(expected))
        .as("%s is %s +- %s, expected %s", what, mean, error, expected)
        .isTrue();
  }

  /** Draws are rounded to float32. */
  private static double rounding(double expected) {
    return 1e-6 * (1 + Math.abs(expected));
  }

  /** How many standard errors are allowed. */
  public double quantile() {
    return quantile;
  }

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  static double variance(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return sum / (values.length - 1);
  }

  /** The z above which a standard normal lies with this probability, by bisection. */
  public static double quantile(double tail) {
    double low = 0;
    double high = 40;
    for (int i = 0; i < 100; i++) {
      double middle = (low + high) / 2;
      if (tail(middle) > tail) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The upper tail by the continued fraction of Laplace (Abramowitz and Stegun 26.2.14). */
  private static double tail(double z) {
    double fraction = z;
    for (int k = 400; k >= 1; k--) {
      fraction = z + k / fraction;
    }
    return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) / fraction;
  }
}

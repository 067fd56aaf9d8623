package dev.ebm.app.study;

import java.util.Arrays;

/** Means of independent numbers and how well they are known. */
final class Samples {

  private Samples() {}

  static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  /** One standard deviation of the mean, of two values or more. */
  static double standardError(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / (values.length - 1) / values.length);
  }
}

package dev.ebm.samplers;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The law of a chain on a line as densities at the points of a grid, which a step carries on by
 * quadrature. For smooth densities the trapezoidal sum is exact to rounding, as long as the noise
 * of a step is wider than the spacing.
 *
 * @param low the first point
 * @param spacing between points
 * @param density at the points
 */
record GridLaw(double low, double spacing, double[] density) {

  private static final int POINTS = 2_001;

  /** Standard deviations of a step's noise beyond which nothing is carried. */
  private static final double REACH = 9;

  /** A density on [-end, end]. */
  static GridLaw of(double end, DoubleUnaryOperator density) {
    double spacing = 2 * end / (POINTS - 1);
    double[] values = new double[POINTS];
    Arrays.setAll(values, i -> density.applyAsDouble(-end + i * spacing));
    return new GridLaw(-end, spacing, values);
  }

  static GridLaw normal(double end, double variance) {
    return of(end, x -> normalDensity(x, variance));
  }

  private static double normalDensity(double x, double variance) {
    return Math.exp(-x * x / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
  }

  private double at(int i) {
    return low + i * spacing;
  }

  /** After x becomes the image of x plus normal noise. */
  GridLaw then(DoubleUnaryOperator image, double variance) {
    double[] next = new double[density.length];
    double reach = REACH * Math.sqrt(variance);
    for (int i = 0; i < density.length; i++) {
      double to = image.applyAsDouble(at(i));
      int from = Math.max(0, (int) Math.ceil((to - reach - low) / spacing));
      int until = Math.min(density.length - 1, (int) Math.floor((to + reach - low) / spacing));
      // Ratios of neighbouring densities fall by a constant factor.
      double value = density[i] * spacing * normalDensity(at(from) - to, variance);
      double ratio = Math.exp(-(at(from) - to + spacing / 2) * spacing / variance);
      double factor = Math.exp(-spacing * spacing / variance);
      for (int j = from; j <= until; j++) {
        next[j] += value;
        value *= ratio;
        ratio *= factor;
      }
    }
    return new GridLaw(low, spacing, next);
  }

  /** The probability of all points below one, to within that of a spacing. */
  double below(double x) {
    double sum = 0;
    for (int i = 0; at(i) < x; i++) {
      sum += density[i] * spacing;
    }
    return sum;
  }

  /** The largest difference of distribution functions. */
  double distance(GridLaw other) {
    double largest = 0;
    double gap = 0;
    for (int i = 0; i < density.length; i++) {
      gap += (density[i] - other.density[i]) * spacing;
      largest = Math.max(largest, Math.abs(gap));
    }
    return largest;
  }

  /** The largest difference between its distribution function and that of draws. */
  double distance(double[] draws) {
    double[] sorted = draws.clone();
    Arrays.sort(sorted);
    double[] cumulative = new double[density.length];
    for (int i = 1; i < density.length; i++) {
      cumulative[i] = cumulative[i - 1] + (density[i - 1] + density[i]) / 2 * spacing;
    }
    double largest = 0;
    for (int n = 0; n < sorted.length; n++) {
      double place = Math.max(0, Math.min(density.length - 1.001, (sorted[n] - low) / spacing));
      int i = (int) place;
      double expected = cumulative[i] + (place - i) * (cumulative[i + 1] - cumulative[i]);
      double above = Math.abs((n + 1.0) / sorted.length - expected);
      double under = Math.abs((double) n / sorted.length - expected);
      largest = Math.max(largest, Math.max(above, under));
    }
    return largest;
  }
}

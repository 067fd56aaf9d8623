package dev.ebm.metrics;

import dev.ebm.api.metric.Estimate;
import java.util.Arrays;
import org.hipparchus.stat.StatUtils;
import org.hipparchus.util.MathArrays;

/**
 * The maximum mean discrepancy between two samples of n rows each (Gretton, Borgwardt, Rasch,
 * Schoelkopf and Smola 2012, section 2.2), with k(x, y) = exp(-|x - y|^2 / (2 h^2)) averaged over
 * bandwidths h.
 */
final class KernelTwoSample {

  /** What the order of a sum of values up to 1 may change in a mean. */
  private static final double ROUNDING = 1e-12;

  private final int n;

  /** k of all pairs, the first sample before the second; 0 on the diagonal. */
  private final double[][] k;

  private final double[] rowSums;
  private final double total;

  /**
   * Fills the matrix.
   *
   * @param distances between all rows, the first sample before the second
   * @param bandwidths h, at least one
   */
  KernelTwoSample(double[][] distances, double... bandwidths) {
    this.n = distances.length / 2;
    this.k = new double[2 * n][2 * n];
    this.rowSums = new double[2 * n];
    for (int i = 0; i < 2 * n; i++) {
      for (int j = 0; j < i; j++) {
        k[i][j] = kernel(distances[i][j], bandwidths);
        k[j][i] = k[i][j];
        rowSums[i] += k[i][j];
        rowSums[j] += k[i][j];
      }
    }
    this.total = Arrays.stream(rowSums).sum();
  }

  private static double kernel(double distance, double[] bandwidths) {
    double sum = 0;
    for (double h : bandwidths) {
      sum += Math.exp(-distance * distance / (2 * h * h));
    }
    return sum / bandwidths.length;
  }

  /** The Euclidean distances between all rows, the first sample before the second. */
  static double[][] distances(double[][] x, double[][] y) {
    double[][] rows = new double[x.length + y.length][];
    System.arraycopy(x, 0, rows, 0, x.length);
    System.arraycopy(y, 0, rows, x.length, y.length);
    double[][] distances = new double[rows.length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < i; j++) {
        distances[i][j] = MathArrays.distance(rows[i], rows[j]);
        distances[j][i] = distances[i][j];
      }
    }
    return distances;
  }

  /** The median distance between two different rows. */
  static double median(double[][] distances) {
    int n = distances.length;
    double[] pairs = new double[n * (n - 1) / 2];
    int next = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        pairs[next++] = distances[i][j];
      }
    }
    return StatUtils.percentile(pairs, 50);
  }

  /**
   * The unbiased estimate of the squared discrepancy, which may be negative, with a standard error
   * from the spread of the rows' own parts. Between equal laws that error is too large by about the
   * root of 2.
   */
  Estimate squared() {
    double[] first = new double[n];
    double[] second = new double[n];
    for (int i = 0; i < n; i++) {
      first[i] = part(i, 0);
      second[i] = part(n + i, n);
    }
    double variance = 4 * (StatUtils.variance(first) + StatUtils.variance(second)) / n;
    return Estimate.of(statistic(identity()), Math.sqrt(variance), 2L * n);
  }

  /** The mean of k to the other rows of its sample, less that to the rows of the other one. */
  private double part(int row, int own) {
    double within = Arrays.stream(k[row], own, own + n).sum();
    return within / (n - 1) - (rowSums[row] - within) / n;
  }

  /**
   * The part of all divisions of the rows into two samples whose estimate is as large as the given
   * one, from random divisions and the given one itself. Between equal laws it is at most a with
   * probability at most a, for every a.
   *
   * @param uniforms n numbers in [0, 1) for each random division
   */
  double pValue(float[][] uniforms) {
    double observed = statistic(identity());
    long asLarge =
        Arrays.stream(uniforms)
            .mapToDouble(choice -> statistic(shuffled(choice)))
            .filter(value -> value >= observed - ROUNDING)
            .count();
    return (1.0 + asLarge) / (1 + uniforms.length);
  }

  private int[] identity() {
    int[] rows = new int[2 * n];
    Arrays.setAll(rows, i -> i);
    return rows;
  }

  /** The first half of a shuffle by Fisher and Yates, which chooses the first sample. */
  private int[] shuffled(float[] uniforms) {
    int[] rows = identity();
    for (int i = 0; i < n; i++) {
      int other = i + (int) (uniforms[i] * (double) (2 * n - i));
      int row = rows[i];
      rows[i] = rows[other];
      rows[other] = row;
    }
    return rows;
  }

  /** The estimate if the first n of these rows are the first sample. */
  private double statistic(int[] rows) {
    double first = 0;
    double withAll = 0;
    for (int i = 0; i < n; i++) {
      double[] row = k[rows[i]];
      for (int j = 0; j < i; j++) {
        first += 2 * row[rows[j]];
      }
      withAll += rowSums[rows[i]];
    }
    double between = withAll - first;
    double second = total - first - 2 * between;
    return (first + second) / n / (n - 1) - 2 * between / n / n;
  }
}

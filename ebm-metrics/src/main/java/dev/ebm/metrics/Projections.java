package dev.ebm.metrics;

import dev.ebm.api.metric.Estimate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.stat.StatUtils;

/**
 * Directions along which two samples of rows are compared.
 *
 * @param directions of length 1, {@code [L][d]}
 */
record Projections(double[][] directions) {

  /** Groups of rows that the jackknife leaves out, one at a time. */
  private static final int GROUPS = 20;

  /** Two rows in each group. */
  static final int LEAST_ROWS = 2 * GROUPS;

  /**
   * The sliced Wasserstein distance of order 2 between samples of n rows each. Its standard error
   * joins the jackknife over groups of rows and the spread over the directions.
   */
  Estimate distance(double[][] x, double[][] y) {
    RealMatrix transposed = MatrixUtils.createRealMatrix(directions).transpose();
    RealMatrix alongX = MatrixUtils.createRealMatrix(x).multiply(transposed); // [n, L]
    RealMatrix alongY = MatrixUtils.createRealMatrix(y).multiply(transposed);
    double[] squares = new double[directions.length];
    double[][] without = new double[GROUPS][directions.length];
    for (int l = 0; l < directions.length; l++) {
      Sorted first = Sorted.of(alongX.getColumn(l));
      Sorted second = Sorted.of(alongY.getColumn(l));
      squares[l] = first.squaredDistance(second, GROUPS);
      for (int group = 0; group < GROUPS; group++) {
        without[group][l] = first.squaredDistance(second, group);
      }
    }
    double distance = Math.sqrt(StatUtils.mean(squares));
    double[] left =
        Arrays.stream(without).mapToDouble(each -> Math.sqrt(StatUtils.mean(each))).toArray();
    double byRows = StatUtils.populationVariance(left) * (GROUPS - 1);
    double ofMeanSquare = StatUtils.variance(squares) / directions.length;
    double byDirections = ofMeanSquare / (4 * distance * distance);
    return Estimate.of(distance, Math.sqrt(byRows + byDirections), 2L * x.length);
  }

  /**
   * Rows along a direction, in order.
   *
   * @param places along the direction
   * @param groups of the rows
   */
  private record Sorted(double[] places, int[] groups) {

    static Sorted of(double[] places) {
      int[] order =
          IntStream.range(0, places.length)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> places[i]))
              .mapToInt(i -> i)
              .toArray();
      return new Sorted(
          Arrays.stream(order).mapToDouble(i -> places[i]).toArray(),
          Arrays.stream(order).map(i -> i % GROUPS).toArray());
    }

    /** The mean squared distance of equal ranks, without the rows of a group if it is one. */
    double squaredDistance(Sorted other, int group) {
      double sum = 0;
      int count = 0;
      int j = 0;
      for (int i = 0; i < places.length; i++) {
        if (groups[i] != group) {
          while (other.groups[j] == group) {
            j++;
          }
          double gap = places[i] - other.places[j++];
          sum += gap * gap;
          count++;
        }
      }
      return sum / count;
    }
  }
}

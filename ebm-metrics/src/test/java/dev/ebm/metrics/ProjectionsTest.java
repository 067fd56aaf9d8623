package dev.ebm.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.metric.Estimate;
import java.util.Arrays;
import java.util.Random;
import org.hipparchus.stat.StatUtils;
import org.junit.jupiter.api.Test;

class ProjectionsTest {

  private static double[][] rows(Random random, int n, double... mean) {
    double[][] rows = new double[n][mean.length];
    for (double[] row : rows) {
      Arrays.setAll(row, j -> mean[j] + random.nextGaussian());
    }
    return rows;
  }

  private static Projections random(Random random, int count, int d) {
    double[][] directions = rows(random, count, new double[d]);
    for (double[] direction : directions) {
      double length = Math.sqrt(Arrays.stream(direction).map(v -> v * v).sum());
      Arrays.setAll(direction, j -> direction[j] / length);
    }
    return new Projections(directions);
  }

  @Test
  void isTheDistanceOfRanksOnTheLine() {
    double[][] x = new double[40][1];
    double[][] y = new double[40][1];
    for (int i = 0; i < 40; i++) {
      x[i][0] = i * 7 % 40; // the numbers 0 to 39 in some order
      y[i][0] = 100 - (i * 3 % 40);
    }
    Projections line = new Projections(new double[][] {{1}, {-1}});
    // rank i: i and 61 + i
    assertThat(line.distance(x, y).value()).isCloseTo(61, within(1e-12));
    assertThat(line.distance(x, x).value()).isZero();
  }

  /** A sample and itself, moved by 3 and 4 along the axes: squares 9 and 16 along them. */
  @Test
  void isTheRootOfTheMeanSquareOverDirections() {
    double[][] x = rows(new Random(1), 100, 0, 0);
    double[][] y = new double[100][];
    Arrays.setAll(y, i -> new double[] {x[99 - i][0] + 3, x[99 - i][1] + 4});
    Estimate estimate = new Projections(new double[][] {{1, 0}, {0, 1}}).distance(x, y);
    assertThat(estimate.value()).isCloseTo(Math.sqrt(12.5), within(1e-12));
    assertThat(estimate.samples()).isEqualTo(200);
  }

  /** Normal laws of unit covariance at a distance a: a / sqrt(d). */
  @Test
  void isKnownBetweenShiftedNormalLaws() {
    Random random = new Random(2);
    double[] shift = {1, -2, 0.5, 0, 1};
    double length = Math.sqrt(6.25);
    Estimate estimate =
        random(random, 500, 5)
            .distance(rows(random, 4_000, new double[5]), rows(random, 4_000, shift));
    double error = estimate.standardError().orElseThrow();
    assertThat(error).isBetween(0.01, 0.06);
    assertThat(estimate.value()).isCloseTo(length / Math.sqrt(5), within(4.89 * error));
  }

  /**
   * Over 600 repetitions the deviation is known to 3 %, and has to lie within 20 % of the error
   * that is claimed: with many rows and few directions, with few rows and many directions.
   */
  @Test
  void standardErrorCountsRowsAndDirections() {
    assertThat(claimedOverTrueError(200, 5, 1.5)).isBetween(0.8, 1.2);
    assertThat(claimedOverTrueError(40, 100, 1.5)).isBetween(0.8, 1.2);
  }

  /** Between equal laws the jackknife claims too much rather than too little. */
  @Test
  void standardErrorIsSafeBetweenEqualLaws() {
    assertThat(claimedOverTrueError(100, 30, 0)).isBetween(0.95, 2.0);
  }

  private static double claimedOverTrueError(int n, int directions, double shift) {
    Random random = new Random(3);
    double[] values = new double[600];
    double claimed = 0;
    for (int r = 0; r < values.length; r++) {
      Estimate estimate =
          random(random, directions, 3)
              .distance(rows(random, n, 0, 0, 0), rows(random, n, shift, 0, 0));
      values[r] = estimate.value();
      claimed += Math.pow(estimate.standardError().orElseThrow(), 2) / values.length;
    }
    return Math.sqrt(claimed / StatUtils.variance(values));
  }
}

package dev.ebm.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.metric.Estimate;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.hipparchus.stat.StatUtils;
import org.junit.jupiter.api.Test;

class KernelTwoSampleTest {

  private static final double H = 1.3;

  /** Standard normal rows, all coordinates moved by a shift. */
  private static double[][] rows(Random random, int n, int d, double shift) {
    double[][] rows = new double[n][d];
    for (double[] row : rows) {
      Arrays.setAll(row, j -> shift + random.nextGaussian());
    }
    return rows;
  }

  private static KernelTwoSample compare(double[][] x, double[][] y, double... bandwidths) {
    return new KernelTwoSample(KernelTwoSample.distances(x, y), bandwidths);
  }

  private static double k(double[] a, double[] b, double h) {
    double square = 0;
    for (int j = 0; j < a.length; j++) {
      square += (a[j] - b[j]) * (a[j] - b[j]);
    }
    return Math.exp(-square / (2 * h * h));
  }

  private static double mean(double[][] x, double[][] y, boolean others, double h) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < y.length; j++) {
        if (!others || i != j) {
          sum += k(x[i], y[j], h);
          count++;
        }
      }
    }
    return sum / count;
  }

  private static double byPairs(double[][] x, double[][] y, boolean others, double h) {
    return mean(x, x, others, h) + mean(y, y, others, h) - 2 * mean(x, y, false, h);
  }

  @Test
  void agreesWithTheSumsOverPairs() {
    Random random = new Random(1);
    double[][] x = rows(random, 7, 3, 0);
    double[][] y = rows(random, 7, 3, 0.5);
    assertThat(compare(x, y, H).squared().value()).isCloseTo(byPairs(x, y, true, H), within(1e-12));
    assertThat(compare(x, y, 0.5, 2.0).squared().value())
        .isCloseTo((byPairs(x, y, true, 0.5) + byPairs(x, y, true, 2)) / 2, within(1e-12));
    assertThat(compare(x, y, H).squared().samples()).isEqualTo(14);
  }

  /**
   * Between normal laws of unit variance at a distance a: 2 (h^2 / (h^2 + 2))^(d/2) (1 - exp(-a^2 /
   * (2 (h^2 + 2)))). The mean of 4000 estimates is a z-test that fails once in a million.
   */
  private static void assertUnbiased(double shift, ToDoubleFunction<double[][][]> estimate) {
    Random random = new Random(2);
    double[] values = new double[4_000];
    Arrays.setAll(
        values,
        r ->
            estimate.applyAsDouble(
                new double[][][] {rows(random, 10, 2, 0), rows(random, 10, 2, shift)}));
    double wide = H * H + 2;
    double expected = 2 * (H * H / wide) * (1 - Math.exp(-2 * shift * shift / (2 * wide)));
    double error = Math.sqrt(StatUtils.variance(values) / values.length);
    assertThat(StatUtils.mean(values)).isCloseTo(expected, within(4.89 * error));
  }

  @Test
  void isUnbiasedBetweenEqualAndBetweenShiftedLaws() {
    for (double shift : new double[] {0, 0.7}) {
      assertUnbiased(shift, xy -> compare(xy[0], xy[1], H).squared().value());
      assertUnbiased(shift, xy -> byPairs(xy[0], xy[1], true, H));
    }
  }

  @Test
  void theBiasOfEqualPairsIsNoticed() {
    for (double shift : new double[] {0, 0.7}) {
      assertThatThrownBy(() -> assertUnbiased(shift, xy -> byPairs(xy[0], xy[1], false, H)))
          .isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void standardErrorIsTheDeviationBetweenDifferentLaws() {
    assertThat(claimedOverTrueError(1)).isBetween(0.9, 1.1);
    assertThat(claimedOverTrueError(0)).isBetween(1.2, 1.6);
  }

  /** With 1500 estimates the deviation is known to 2 %. */
  private static double claimedOverTrueError(double shift) {
    Random random = new Random(3);
    double[] values = new double[1_500];
    double claimed = 0;
    for (int r = 0; r < values.length; r++) {
      Estimate estimate = compare(rows(random, 60, 2, 0), rows(random, 60, 2, shift), H).squared();
      values[r] = estimate.value();
      claimed += Math.pow(estimate.standardError().orElseThrow(), 2) / values.length;
    }
    return Math.sqrt(claimed / StatUtils.variance(values));
  }

  private static float[][] uniforms(Random random, int count, int n) {
    float[][] uniforms = new float[count][n];
    for (float[] row : uniforms) {
      for (int i = 0; i < n; i++) {
        row[i] = random.nextFloat();
      }
    }
    return uniforms;
  }

  /** How a p-value follows from nine random divisions of a pair of samples of one law. */
  private interface Test9 {
    double pValue(KernelTwoSample samples, float[][] uniforms);
  }

  /**
   * The p-values of continuous data are 1/10, 2/10, ..., 1 with equal probability. By the
   * inequality of Dvoretzky, Kiefer, Wolfowitz and Massart the empirical distribution of 4000 is
   * off by more than 0.0427 for one seed in a million.
   */
  private static void assertUniform(Test9 test) {
    Random random = new Random(4);
    int repetitions = 4_000;
    double[] pValues = new double[repetitions];
    Arrays.setAll(
        pValues,
        r ->
            test.pValue(
                compare(rows(random, 8, 2, 0), rows(random, 8, 2, 0), H), uniforms(random, 9, 8)));
    double allowance = Math.sqrt(Math.log(2 / 1e-6) / (2 * repetitions));
    for (int tenth = 0; tenth <= 10; tenth++) {
      double level = tenth / 10.0;
      double share =
          Arrays.stream(pValues).filter(p -> p <= level + 1e-9).count() / (double) repetitions;
      assertThat(share).as("p-values up to %s", level).isCloseTo(level, within(allowance));
    }
  }

  @Test
  void pValuesAreUniformBetweenEqualLaws() {
    assertUniform(KernelTwoSample::pValue);
  }

  @Test
  void pValuesWithoutTheGivenDivisionAreNoticed() {
    assertThatThrownBy(
            () ->
                assertUniform((samples, u) -> (samples.pValue(u) * (u.length + 1) - 1) / u.length))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void divisionsThatDoNotMixTheSamplesAreNoticed() {
    assertThatThrownBy(
            () ->
                assertUniform(
                    (samples, u) -> {
                      for (float[] choice : u) {
                        Arrays.fill(choice, 1, choice.length, 0);
                      }
                      return samples.pValue(u);
                    }))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void pValueIsSmallestBetweenDifferentLaws() {
    Random random = new Random(5);
    for (int r = 0; r < 20; r++) {
      KernelTwoSample samples = compare(rows(random, 50, 2, 0), rows(random, 50, 2, 1), H);
      assertThat(samples.pValue(uniforms(random, 99, 50))).isEqualTo(0.01);
    }
  }

  /** Equal rows, of which every division is as good as the given one. */
  @Test
  void pValueIsOneWhereAllRowsAreEqual() {
    double[][] equal =
        IntStream.range(0, 6).mapToObj(i -> new double[] {0.1}).toArray(double[][]::new);
    assertThat(compare(equal, equal, H).pValue(uniforms(new Random(6), 99, 6))).isEqualTo(1);
  }

  @Test
  void medianIsOverDifferentRows() {
    double[][] x = {{0}, {1}};
    double[][] y = {{3}, {7}};
    // distances 1, 3, 7, 2, 6, 4
    assertThat(KernelTwoSample.median(KernelTwoSample.distances(x, y))).isEqualTo(3.5);
  }
}

package dev.ebm.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.metric.Estimate;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogWeightsTest {

  private static LogWeights of(double... logs) {
    return new LogWeights(logs);
  }

  @Test
  void sumsInLogSpace() {
    LogWeights weights = of(Math.log(1), Math.log(2), Math.log(5));
    assertThat(weights.logSum()).isCloseTo(Math.log(8), within(1e-15));
    assertThat(weights.logMean()).isCloseTo(Math.log(8.0 / 3), within(1e-15));
    assertThat(of(-1e5, -1e5 + Math.log(3)).logSum()).isCloseTo(-1e5 + Math.log(4), within(1e-9));
    assertThat(of(1e5, 1e5).logMean()).isEqualTo(1e5);
  }

  @Test
  void countsEffectiveWeights() {
    assertThat(of(7, 7, 7, 7).effective()).isEqualTo(4);
    assertThat(of(0, -1000, -1000).effective()).isEqualTo(1);
    assertThat(of(Math.log(1), Math.log(2), Math.log(5)).effective())
        .isCloseTo(64.0 / 30, within(1e-12));
  }

  @Test
  void hasNoErrorWhereAllWeightsAreEqual() {
    Estimate estimate = of(7, 7, 7, 7).estimate();
    assertThat(estimate.value()).isEqualTo(7);
    assertThat(estimate.standardError()).hasValue(0);
    assertThat(estimate.samples()).isEqualTo(4);
  }

  @Test
  void keepsImpossibleAndUnknownWeights() {
    double none = Double.NEGATIVE_INFINITY;
    assertThat(of(0, none).logMean()).isCloseTo(Math.log(0.5), within(1e-15));
    assertThat(of(none, none).logMean()).isEqualTo(none);
    assertThat(of(1, Double.POSITIVE_INFINITY).logMean()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(of(1, Double.NaN).logMean()).isNaN();
    assertThat(of(1, Double.NaN).effective()).isNaN();
    assertThat(of(1, Double.NaN).estimate().standardError().orElseThrow()).isNaN();
  }

  /**
   * Log-normal weights exp(s z - s^2 / 2) have mean 1. Over 4000 repetitions the deviation of the
   * estimates is known to 1.1 %, and must lie within 6 % of the error that is claimed.
   */
  @Test
  void standardErrorIsTheDeviationOfTheEstimate() {
    Random random = new Random(5);
    int repetitions = 4_000;
    double s = 0.6;
    double squares = 0;
    double claimed = 0;
    for (int r = 0; r < repetitions; r++) {
      double[] logs = new double[400];
      Arrays.setAll(logs, i -> s * random.nextGaussian() - s * s / 2);
      Estimate estimate = of(logs).estimate();
      squares += estimate.value() * estimate.value();
      claimed += Math.pow(estimate.standardError().orElseThrow(), 2);
    }
    assertThat(Math.sqrt(claimed / squares)).isBetween(0.94, 1.06);
  }
}

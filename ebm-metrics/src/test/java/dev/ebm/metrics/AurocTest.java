package dev.ebm.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.data.Rows;
import dev.ebm.api.data.Split;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.tensor.TensorData;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AurocTest {

  private static Estimate auroc(double[] energy, int... labels) {
    float[] values = new float[energy.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) energy[i];
    }
    Rows rows =
        new Rows(
            TensorData.of(values, values.length, 1),
            labels.length == 0
                ? Optional.empty()
                : Optional.of(TensorData.of(labels, labels.length)));
    FakeEvaluation evaluation =
        new FakeEvaluation(new Split.Table(rows), x -> x[0], x -> Double.NaN);
    return new Auroc("test").evaluate(evaluation).get("auroc");
  }

  @Test
  void isTheShareOfPairsInTheRightOrderWithTiesHalf() {
    Estimate estimate = auroc(new double[] {1, 2, 2, 3, 0}, 0, 0, 1, 1, 0);
    assertThat(estimate.value()).isCloseTo((2.5 + 3) / 6, within(1e-12));
    assertThat(estimate.samples()).isEqualTo(5);
  }

  @Test
  void isOneWhereAnomaliesHaveTheHigherEnergies() {
    assertThat(auroc(new double[] {1, 2, 3, 4}, 0, 0, 1, 1).value()).isEqualTo(1);
    assertThat(auroc(new double[] {1, 2, 3, 4}, 1, 1, 0, 0).value()).isEqualTo(0);
    assertThat(auroc(new double[] {1, 2, Double.POSITIVE_INFINITY, 4}, 0, 0, 1, 1).value())
        .isEqualTo(1);
  }

  /** DeLong's definition by all pairs. */
  @Property
  void agreesWithTheSumOverAllPairs(
      @ForAll @Size(min = 2, max = 30) List<@IntRange(min = 0, max = 12) Integer> anomalies,
      @ForAll @Size(min = 2, max = 30) List<@IntRange(min = 0, max = 12) Integer> inliers) {
    int m = anomalies.size();
    int n = inliers.size();
    double[] byAnomaly = new double[m];
    double[] byInlier = new double[n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        int order = Integer.compare(anomalies.get(i), inliers.get(j));
        byAnomaly[i] += (1 + order) / 2.0 / n;
        byInlier[j] += (1 + order) / 2.0 / m;
      }
    }
    Estimate estimate =
        Auroc.auroc(
            anomalies.stream().mapToDouble(v -> v).toArray(),
            inliers.stream().mapToDouble(v -> v).toArray());
    assertThat(estimate.value())
        .isCloseTo(Arrays.stream(byAnomaly).average().orElseThrow(), within(1e-12));
    assertThat(estimate.standardError().orElseThrow())
        .isCloseTo(
            Math.sqrt(sampleVariance(byAnomaly) / m + sampleVariance(byInlier) / n), within(1e-7));
  }

  private static double sampleVariance(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
  }

  /**
   * 4000 repetitions: the deviation of the estimates is known to 1.1 %, and must lie within 6 %.
   */
  @Test
  void standardErrorIsTheDeviationOfTheEstimate() {
    Random random = new Random(4);
    int repetitions = 4000;
    double[] estimates = new double[repetitions];
    double meanVariance = 0;
    for (int r = 0; r < repetitions; r++) {
      double[] anomalies = random.doubles(60).map(u -> random.nextGaussian() + 1).toArray();
      double[] inliers = random.doubles(90).map(u -> random.nextGaussian()).toArray();
      Estimate estimate = Auroc.auroc(anomalies, inliers);
      estimates[r] = estimate.value();
      meanVariance += Math.pow(estimate.standardError().orElseThrow(), 2) / repetitions;
    }
    assertThat(Math.sqrt(meanVariance / sampleVariance(estimates))).isBetween(0.94, 1.06);
    // P(N(1, 1) > N(0, 1)) is the normal distribution function at 1 / sqrt(2).
    assertThat(Arrays.stream(estimates).average().orElseThrow())
        .isCloseTo(0.76025, within(4.89 * Math.sqrt(meanVariance / repetitions)));
  }

  @Test
  void givesNanForAnEnergyThatIsNan() {
    assertThat(auroc(new double[] {1, Double.NaN, 3, 4}, 0, 0, 1, 1).value()).isNaN();
  }

  @Test
  void tellsWhatIsMissing() {
    assertThatThrownBy(() -> auroc(new double[] {1, 2}))
        .hasMessageStartingWith("EBM-E001 auroc: the split 'test' has no labels");
    assertThatThrownBy(() -> auroc(new double[] {1, 2, 3}, 0, 0, 1))
        .hasMessageStartingWith(
            "EBM-E001 auroc: the split 'test' has 1 rows of label 1 and 2 of label 0");
  }
}

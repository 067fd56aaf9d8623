package dev.ebm.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.method.ChainOptions;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.core.compile.CachingBackend;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class MmdTest {

  private static final CachingBackend BACKEND = new CachingBackend(new JvmBackend(2));

  private static final GaussianMixture MODEL = GaussianMixture.correlated(3);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  private static Mmd mmd(int samples, double deviation, int burnIn, Double... bandwidths) {
    ModelDraws draws =
        new ModelDraws(
            new ComponentSpec<>(Sampler.class, "metropolis", Map.of()),
            Optional.empty(),
            burnIn,
            1,
            ChainOptions.Start.NOISE);
    return new Mmd(
        new Mmd.Config(samples, List.of(bandwidths), 199, draws), new Metropolis(deviation));
  }

  private static ModelEvaluation model(TensorData table) {
    return new ModelEvaluation(BACKEND, MODEL, table, 1);
  }

  /** Between equal laws the error is too large by the root of 2, and the estimate is skewed. */
  @Test
  void findsNoDifferenceBetweenAModelAndItsOwnLaw() {
    try (ModelEvaluation evaluation = model(MODEL.draw(1, 300))) {
      Map<String, Estimate> result = mmd(300, 0.8, 300).evaluate(evaluation.evaluation());
      Estimate squared = result.get("mmd-squared");
      assertThat(squared.value())
          .isCloseTo(0, within(4.89 * squared.standardError().orElseThrow()));
      assertThat(result.get("mmd-p-value").value()).isBetween(1.0 / 200, 1.0);
      assertThat(squared.samples()).isEqualTo(600);
      assertThat(evaluation.warnings()).isEmpty();
    }
  }

  @Test
  void findsADifferenceFromOtherRows() {
    GaussianMixture other = GaussianMixture.round(1.2, new double[] {0.3, 0.3, 0.3});
    try (ModelEvaluation evaluation = model(other.draw(1, 300))) {
      Map<String, Estimate> result = mmd(300, 0.8, 300).evaluate(evaluation.evaluation());
      assertThat(result.get("mmd-p-value").value()).isEqualTo(1.0 / 200);
    }
  }

  @Test
  void takesTheMedianDistanceUnlessBandwidthsAreGiven() {
    TensorData rows = MODEL.draw(1, 50);
    TensorData drawn = MODEL.draw(2, 50);
    double[][] distances = KernelTwoSample.distances(SplitRows.flat(drawn), SplitRows.flat(rows));
    double median = KernelTwoSample.median(distances);
    try (ModelEvaluation evaluation = model(rows)) {
      Mmd byMedian = mmd(50, 0.8, 0);
      Mmd given = mmd(50, 0.8, 0, 0.5, 2.0);
      assertThat(byMedian.evaluate(evaluation.withDraws(drawn)).get("mmd-squared"))
          .isEqualTo(new KernelTwoSample(distances, median).squared());
      assertThat(given.evaluate(evaluation.withDraws(drawn)).get("mmd-squared"))
          .isEqualTo(new KernelTwoSample(distances, 0.5, 2).squared());
    }
  }

  @Test
  void takesAllRowsOfASmallTable() {
    try (ModelEvaluation evaluation = model(MODEL.draw(1, 40))) {
      assertThat(mmd(300, 0.8, 10).evaluate(evaluation.evaluation()).get("mmd-squared").samples())
          .isEqualTo(80);
    }
  }

  @Test
  void warnsOfStepsThatAreTooLargeOrTooSmall() {
    for (double deviation : new double[] {100, 1e-4}) {
      try (ModelEvaluation evaluation = model(MODEL.draw(1, 40))) {
        mmd(40, deviation, 10).evaluate(evaluation.evaluation());
        assertThat(evaluation.warnings()).containsExactly(deviation > 1 ? "EBM-W002" : "EBM-W003");
      }
    }
  }

  @Test
  void needsABandwidthWhereRowsAreEqual() {
    TensorData equal = TensorData.of(new float[60], 20, 3);
    try (ModelEvaluation evaluation = model(equal)) {
      assertThatThrownBy(() -> mmd(20, 0.8, 0).evaluate(evaluation.withDraws(equal)))
          .hasMessageStartingWith("EBM-E007 metric 'mmd': most rows are equal");
      assertThat(
              mmd(20, 0.8, 0, 1.0).evaluate(evaluation.withDraws(equal)).get("mmd-p-value").value())
          .isEqualTo(1);
    }
  }
}

package dev.ebm.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.data.LogDensity;
import dev.ebm.api.method.Tree;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.metric.Metric;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.core.compile.CachingBackend;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LogLikelihoodTest {

  private static final CachingBackend BACKEND = new CachingBackend(new JvmBackend(1));

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  private static Map<String, Estimate> evaluate(
      GaussianMixture model, TensorData rows, int samples, Metric logZ) {
    ComponentSpec<Metric> spec = new ComponentSpec<>(Metric.class, "inner", Map.of());
    LogLikelihood.Config config = new LogLikelihood.Config("test", samples, spec);
    try (ModelEvaluation evaluation = new ModelEvaluation(BACKEND, model, rows, 1)) {
      return new LogLikelihood(config, logZ).evaluate(evaluation.evaluation());
    }
  }

  private static Map<String, Estimate> numbers(Object... namesAndEstimates) {
    Map<String, Estimate> numbers = new LinkedHashMap<>();
    for (int i = 0; i < namesAndEstimates.length; i += 2) {
      numbers.put((String) namesAndEstimates[i], (Estimate) namesAndEstimates[i + 1]);
    }
    return numbers;
  }

  /** Rows 0, 1, 2 of N(0, 2^2): log-densities -log(2 sqrt(2 pi)) - x^2 / 8. */
  @Test
  void isTheMeanLogDensityOfAGaussian() {
    GaussianMixture normal = GaussianMixture.round(2, new double[1]);
    Estimate exact = Estimate.exact(normal.logZ(), 1);
    Map<String, Estimate> result =
        evaluate(
            normal,
            TensorData.of(new float[] {0, 1, 2}, 3, 1),
            10,
            evaluation -> numbers("log-z/exact", exact, "points/exact", Estimate.exact(7, 1)));
    double nats = -Math.log(2 * Math.sqrt(2 * Math.PI)) - (0 + 1 + 4) / 24.0;
    double error = Math.sqrt((25.0 + 4 + 49) / 9 / 2 / 3) / 8;
    assertThat(result.keySet())
        .containsExactly(
            "log-likelihood/exact", "bits-per-dimension/exact", "log-z/exact", "points/exact");
    Estimate likelihood = result.get("log-likelihood/exact");
    assertThat(likelihood.value()).isCloseTo(nats, within(1e-6));
    assertThat(likelihood.standardError().orElseThrow()).isCloseTo(error, within(1e-6));
    assertThat(likelihood.samples()).isEqualTo(3);
    Estimate bits = result.get("bits-per-dimension/exact");
    assertThat(bits.value()).isCloseTo(-nats / Math.log(2), within(1e-6));
    assertThat(bits.standardError().orElseThrow()).isCloseTo(error / Math.log(2), within(1e-6));
  }

  @Test
  void dividesBitsByTheDimensions() {
    GaussianMixture model = GaussianMixture.correlated(5);
    Map<String, Estimate> result =
        evaluate(
            model,
            model.draw(1, 100),
            100,
            evaluation -> numbers("log-z", Estimate.exact(model.logZ(), 1)));
    assertThat(result.get("bits-per-dimension").value())
        .isCloseTo(-result.get("log-likelihood").value() / 5 / Math.log(2), within(1e-12));
  }

  /**
   * Rows of the model score minus its entropy, d/2 log(2 pi e) - log |A| + d log s, with log Z by
   * quadrature. With 20,000 rows 4.89 standard errors fail once in a million.
   */
  @Test
  void ofTheTrueModelIsItsNegativeEntropy() {
    GaussianMixture model = GaussianMixture.correlated(2);
    Map<String, Estimate> result =
        evaluate(model, model.draw(1, 20_000), 20_000, new LogZQuadrature(128, 1));
    Estimate estimate = result.get("log-likelihood/quadrature");
    double error = estimate.standardError().orElseThrow();
    assertThat(error).isCloseTo(Math.sqrt(1 / 20_000.0), within(2e-4)); // Var U = d/2
    assertThat(estimate.value()).isCloseTo(-model.logZ() - 1, within(4.89 * error));
  }

  /**
   * Rows of N(0, I) in two dimensions, the model N(0, 2^2 I): KL is 1/4 + log 4 - 1, and the
   * difference of the log-densities, 3/8 |x|^2 and a constant, has the variance 9/16. With 4.89
   * standard errors fails once in a million; the sign, or the entropy left out, is far outside.
   */
  @Test
  void ofDataOfAKnownDensityGivesTheDivergence() {
    GaussianMixture truth = GaussianMixture.round(1, new double[2]);
    GaussianMixture model = GaussianMixture.round(2, new double[2]);
    int n = 20_000;
    LogDensity density = x -> truth.energy(Tree.empty(), x).neg().sub(truth.logZ());
    ComponentSpec<Metric> spec = new ComponentSpec<>(Metric.class, "inner", Map.of());
    Metric metric =
        new LogLikelihood(
            new LogLikelihood.Config("test", n, spec),
            evaluation -> numbers("log-z/exact", Estimate.exact(model.logZ(), 1)));
    try (ModelEvaluation evaluation =
        new ModelEvaluation(BACKEND, model, truth.draw(1, n), Optional.of(density), 1)) {
      Estimate divergence = metric.evaluate(evaluation.evaluation()).get("kl-divergence/exact");
      double error = divergence.standardError().orElseThrow();
      assertThat(error).isCloseTo(0.75 / Math.sqrt(n), within(2e-4));
      assertThat(divergence.value()).isCloseTo(0.25 + Math.log(4) - 1, within(4.89 * error));
    }
  }

  @Test
  void addsTheErrorOfLogZ() {
    GaussianMixture model = GaussianMixture.correlated(2);
    TensorData rows = model.draw(1, 100);
    double alone = error(evaluate(model, rows, 100, e -> numbers("log-z", Estimate.exact(1, 1))));
    double both = error(evaluate(model, rows, 100, e -> numbers("log-z", Estimate.of(1, 2, 1))));
    assertThat(both).isCloseTo(Math.hypot(alone, 2), within(1e-12));
  }

  private static double error(Map<String, Estimate> result) {
    return result.get("log-likelihood").standardError().orElseThrow();
  }

  @Test
  void takesNoMoreRowsThanAsked() {
    GaussianMixture model = GaussianMixture.correlated(2);
    Map<String, Estimate> result =
        evaluate(
            model, model.draw(1, 100), 30, e -> numbers("log-z", Estimate.exact(model.logZ(), 1)));
    assertThat(result.get("log-likelihood").samples()).isEqualTo(30);
  }

  @Test
  void refusesAMetricWithoutLogZ() {
    GaussianMixture model = GaussianMixture.correlated(2);
    assertThatThrownBy(
            () ->
                evaluate(
                    model, model.draw(1, 10), 10, e -> numbers("log-zero", Estimate.exact(1, 1))))
        .hasMessageStartingWith(
            "EBM-E006 metric 'log-likelihood': the metric 'inner' reports no log Z");
  }
}

package dev.ebm.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.method.ChainOptions;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.metric.Estimate;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.core.compile.CachingBackend;
import dev.ebm.samplers.Langevin;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ChainDiagnosticsTest {

  private static final CachingBackend BACKEND = new CachingBackend(new JvmBackend(2));

  private static final GaussianMixture NORMAL = GaussianMixture.correlated(3);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  private static ChainDiagnostics metric(
      Sampler sampler, int samples, int chains, int burnIn, int thinning) {
    ModelDraws draws =
        new ModelDraws(
            new ComponentSpec<>(Sampler.class, "named", Map.of()),
            Optional.of(chains),
            burnIn,
            thinning,
            ChainOptions.Start.NOISE);
    return new ChainDiagnostics(new ChainDiagnostics.Config(samples, draws), sampler);
  }

  private static ModelEvaluation model(GaussianMixture model) {
    return new ModelEvaluation(BACKEND, model, model.draw(1, 500), 1);
  }

  /** E U of a normal law is d/2. */
  @Test
  void chainsThatMixAreSaidToMix() {
    try (ModelEvaluation evaluation = model(NORMAL)) {
      Map<String, Estimate> result =
          metric(new Metropolis(1), 8_000, 8, 500, 10).evaluate(evaluation.evaluation());
      assertThat(result.keySet())
          .containsExactly("r-hat", "ess-bulk", "ess-tail", "energy", "acceptance");
      assertThat(result.get("r-hat").value()).isBetween(0.999, 1.01);
      assertThat(result.get("ess-bulk").value()).isBetween(400.0, 8_000.0);
      assertThat(result.get("ess-tail").value()).isBetween(400.0, 8_000.0);
      Estimate energy = result.get("energy");
      assertThat(energy.value())
          .isCloseTo(1.5, within(4.89 * energy.standardError().orElseThrow()));
      assertThat(energy.samples()).isEqualTo(8_000);
      assertThat(result.get("acceptance").value()).isBetween(0.2, 0.6);
      assertThat(evaluation.warnings()).isEmpty();
    }
  }

  @Test
  void warnsOfModesThatNoChainLeaves() {
    GaussianMixture apart = GaussianMixture.round(0.1, new double[] {3, 3}, new double[] {-3, -3});
    try (ModelEvaluation evaluation = model(apart)) {
      Map<String, Estimate> result =
          metric(new Metropolis(0.1), 800, 8, 2_000, 1).evaluate(evaluation.evaluation());
      assertThat(result.get("r-hat").value()).isGreaterThan(1.5);
      assertThat(evaluation.warnings()).containsExactly("EBM-W013", "EBM-W013");
    }
  }

  /** Of 40 draws R-hat is above 1.01 by chance. */
  @Test
  void doesNotWarnOfChanceInFewDraws() {
    try (ModelEvaluation evaluation = model(NORMAL)) {
      Map<String, Estimate> result =
          metric(new Metropolis(1), 40, 4, 500, 50).evaluate(evaluation.evaluation());
      assertThat(result.get("r-hat").value()).isGreaterThan(1.01);
      assertThat(evaluation.warnings()).isEmpty();
    }
  }

  @Test
  void averagesTheSamplersNumbersAfterTheBurnIn() {
    try (ModelEvaluation evaluation = model(NORMAL)) {
      Map<String, Estimate> result =
          metric(new Langevin(0.1, 1), 400, 4, 0, 10).evaluate(evaluation.evaluation());
      assertThat(result).containsKeys("displacement", "step-size", "drift-to-noise");
      assertThat(result.get("step-size").value()).isCloseTo(0.1, within(1e-6));
      // sqrt(2 eta) times the mean length of three normal numbers, and a little drift
      assertThat(result.get("displacement").value()).isBetween(0.71, 0.76);
    }
  }

  @Test
  void warnsOfStepsThatAreTooLargeOrTooSmall() {
    for (double deviation : new double[] {200, 1e-4}) {
      try (ModelEvaluation evaluation = model(NORMAL)) {
        metric(new Metropolis(deviation), 400, 4, 10, 1).evaluate(evaluation.evaluation());
        assertThat(evaluation.warnings()).contains(deviation > 1 ? "EBM-W002" : "EBM-W003");
      }
    }
  }

  @Test
  void refusesChainsThatAreTooShort() {
    try (ModelEvaluation evaluation = model(NORMAL)) {
      assertThatThrownBy(
              () -> metric(new Metropolis(1), 12, 4, 0, 1).evaluate(evaluation.evaluation()))
          .hasMessageStartingWith(
              "EBM-E003 metric 'chain-diagnostics': chains of 3 kept rows are too short, at least 4"
                  + " are needed");
    }
  }
}

package dev.ebm.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.core.compile.CachingBackend;
import dev.ebm.samplers.Langevin;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LogZAisTest {

  private static final CachingBackend BACKEND = new CachingBackend(new JvmBackend(2));

  /** Rows whose fitted law is wider than all models of these tests. */
  private static final GaussianMixture DATA = GaussianMixture.round(1.2, new double[10]);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  private static LogZAis ais(Sampler sampler, int chains, int distributions, int burnIn) {
    ComponentSpec<Sampler> spec = new ComponentSpec<>(Sampler.class, "named", Map.of());
    return new LogZAis(new LogZAis.Config(chains, distributions, 1, spec, burnIn), sampler);
  }

  private static GaussianMixture twoModes() {
    double[] centre = new double[10];
    double[] other = new double[10];
    for (int i = 0; i < 10; i++) {
      centre[i] = 0.5;
      other[i] = -0.5;
    }
    return GaussianMixture.round(0.7, centre, other);
  }

  /** Four comparisons, which together fail falsely for one seed in a million. */
  @Test
  void holdsTheExactLogZBetweenItsEstimates() {
    for (GaussianMixture model :
        new GaussianMixture[] {GaussianMixture.correlated(10), twoModes()}) {
      try (ModelEvaluation evaluation = model(model, DATA.draw(1, 2_000))) {
        Map<String, Estimate> result =
            ais(new Metropolis(0.4), 2_000, 500, 0)
                .evaluate(evaluation.withDraws(model.draw(2, 2_000)));
        assertThat(result)
            .containsOnlyKeys(
                "log-z/ais",
                "log-z/ais-reverse",
                "effective-sample-size/ais",
                "effective-sample-size/ais-reverse",
                "acceptance/ais");
        assertIs(result.get("log-z/ais"), model.logZ());
        assertIs(result.get("log-z/ais-reverse"), model.logZ());
        assertThat(result.get("log-z/ais").samples()).isEqualTo(2_000);
        assertThat(result.get("effective-sample-size/ais").value()).isBetween(500.0, 2_000.0);
        assertThat(result.get("acceptance/ais").value()).isBetween(0.2, 0.8);
        assertThat(evaluation.warnings()).isEmpty();
      }
    }
  }

  private static void assertIs(Estimate estimate, double truth) {
    double error = estimate.standardError().orElseThrow();
    assertThat(error).isBetween(0.001, 0.05);
    assertThat(estimate.value()).isCloseTo(truth, within(5.16 * error));
  }

  private static ModelEvaluation model(Energy energy, TensorData table) {
    return new ModelEvaluation(BACKEND, energy, table, 1);
  }

  /** Chains of the sampler itself, from rows that are not the model's. */
  @Test
  void reachesTheModelFromTheTrainingRows() {
    GaussianMixture model = GaussianMixture.correlated(10);
    try (ModelEvaluation evaluation = model(model, DATA.draw(1, 2_000))) {
      Map<String, Estimate> result =
          ais(new Metropolis(0.4), 2_000, 500, 300).evaluate(evaluation.evaluation());
      assertIs(result.get("log-z/ais-reverse"), model.logZ());
      assertThat(evaluation.warnings()).isEmpty();
    }
  }

  @Test
  void warnsOfRowsThatAreNotTheModels() {
    try (ModelEvaluation evaluation = model(GaussianMixture.correlated(10), DATA.draw(1, 2_000))) {
      ais(new Metropolis(0.4), 2_000, 500, 0).evaluate(evaluation.evaluation());
      assertThat(evaluation.warnings()).containsExactly("EBM-W015");
    }
  }

  /** Both directions are off by the same, so that they do not show it. */
  @Test
  void warnsOfASamplerThatIsNotExact() {
    GaussianMixture model = GaussianMixture.correlated(10);
    try (ModelEvaluation evaluation = model(model, DATA.draw(1, 2_000))) {
      Map<String, Estimate> result =
          ais(new Langevin(0.2, 1), 2_000, 500, 0)
              .evaluate(evaluation.withDraws(model.draw(2, 2_000)));
      assertThat(evaluation.warnings()).containsExactly("EBM-W014");
      assertThat(result).doesNotContainKey("acceptance/ais");
      for (String way : new String[] {"log-z/ais", "log-z/ais-reverse"}) {
        double error = result.get(way).standardError().orElseThrow();
        assertThat(result.get(way).value()).isLessThan(model.logZ() - 10 * error);
      }
    }
  }

  @Test
  void warnsOfWeightsThatFewChainsCarry() {
    GaussianMixture model = GaussianMixture.round(0.2, new double[10]);
    try (ModelEvaluation evaluation = model(model, DATA.draw(1, 2_000))) {
      ais(new Metropolis(0.4), 500, 2, 0).evaluate(evaluation.withDraws(model.draw(2, 500)));
      assertThat(evaluation.warnings()).contains("EBM-W005");
    }
  }

  /** Importance sampling of a narrow model, and weights that are one row's of the model. */
  @Test
  void namesTheWayWhoseWeightsFewCarryAndReportsNoAcceptanceOfNoSteps() {
    GaussianMixture model = GaussianMixture.round(0.2, new double[10]);
    try (ModelEvaluation evaluation = model(model, DATA.draw(1, 2_000))) {
      Map<String, Estimate> result =
          ais(new Metropolis(0.4), 20, 1, 0).evaluate(evaluation.withDraws(model.draw(2, 20)));
      assertThat(result).doesNotContainKey("acceptance/ais");
      assertThat(evaluation.problems())
          .filteredOn(problem -> problem.code().equals("EBM-W005"))
          .extracting(Problem::where)
          .containsExactly("metric 'log-z-ais', forward", "metric 'log-z-ais', reverse");
    }
  }

  @Test
  void warnsOfStepsThatAreTooLargeOrTooSmall() {
    GaussianMixture model = twoModes();
    for (double deviation : new double[] {30, 1e-4}) {
      try (ModelEvaluation evaluation = model(model, DATA.draw(1, 2_000))) {
        ais(new Metropolis(deviation), 500, 20, 0)
            .evaluate(evaluation.withDraws(model.draw(2, 500)));
        assertThat(evaluation.warnings()).contains(deviation > 1 ? "EBM-W002" : "EBM-W003");
      }
    }
  }

  @Test
  void namesAChainThatIsNoLongerFinite() {
    try (ModelEvaluation evaluation = model(twoModes(), DATA.draw(1, 2_000))) {
      assertThatThrownBy(
              () -> ais(new Langevin(1e9, 1), 5, 40, 0).evaluate(evaluation.evaluation()))
          .hasMessageMatching(
              "EBM-N002 metric 'log-z-ais', forward chain 0, distribution \\d+: its position is no"
                  + " longer finite \\(lower the sampler's step size\\)");
    }
  }

  @Test
  void givesNanForEnergiesThatAreNan() {
    Energy energy =
        new Energy() {
          @Override
          public Tree<Parameter> parameters() {
            return Tree.empty();
          }

          @Override
          public Tensor energy(Tree<Tensor> parameters, Tensor x) {
            return x.sum(1).mul(Double.NaN);
          }
        };
    try (ModelEvaluation evaluation = model(energy, DATA.draw(1, 100))) {
      Map<String, Estimate> result =
          ais(new Metropolis(0.4), 5, 5, 0).evaluate(evaluation.evaluation());
      assertThat(result.values()).allMatch(estimate -> Double.isNaN(estimate.value()));
    }
  }

  @Test
  void refusesRowsThatHaveNoDensity() {
    try (ModelEvaluation evaluation = model(twoModes(), DATA.draw(1, 10))) {
      assertThatThrownBy(() -> ais(new Metropolis(0.4), 5, 5, 0).evaluate(evaluation.evaluation()))
          .hasMessageStartingWith(
              "EBM-E003 metric 'log-z-ais': the split 'train' has 10 rows, and at least 11 are"
                  + " needed");
    }
    float[] values = DATA.draw(1, 100).floats().clone();
    for (int i = 3; i < values.length; i += 10) {
      values[i] = 0.1f;
    }
    assertNoDensity(values, "column 'x3' of the training rows is constant");
    for (int i = 3; i < values.length; i += 10) {
      values[i] = values[i - 1] - 2 * values[i - 2];
    }
    assertNoDensity(values, "a column of the training rows follows from the others");
  }

  private static void assertNoDensity(float[] values, String what) {
    TensorData table = TensorData.of(values, 100, 10);
    try (ModelEvaluation evaluation = model(twoModes(), table)) {
      assertThatThrownBy(() -> ais(new Metropolis(0.4), 5, 5, 0).evaluate(evaluation.evaluation()))
          .hasMessageContaining("EBM-E004 metric 'log-z-ais': " + what);
    }
  }
}

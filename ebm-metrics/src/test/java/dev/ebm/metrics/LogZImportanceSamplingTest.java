package dev.ebm.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.metric.Estimate;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.core.compile.CachingBackend;
import java.util.Map;
import org.hipparchus.distribution.discrete.BinomialDistribution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LogZImportanceSamplingTest {

  private static final CachingBackend BACKEND = new CachingBackend(new JvmBackend(2));

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  /** 150 seeds; fewer than the bound are covered for one set of seeds in a million. */
  private static void assertCovers(GaussianMixture model, TensorData table, double share) {
    int seeds = 150;
    int covered = 0;
    for (int seed = 0; seed < seeds; seed++) {
      try (ModelEvaluation evaluation = new ModelEvaluation(BACKEND, model, table, seed)) {
        Estimate estimate =
            new LogZImportanceSampling(1_000, share, 2)
                .evaluate(evaluation.evaluation())
                .get("log-z/importance-sampling");
        double z = (estimate.value() - model.logZ()) / estimate.standardError().orElseThrow();
        covered += Math.abs(z) < 1.96 ? 1 : 0;
        assertThat(evaluation.warnings()).isEmpty();
      }
    }
    assertThat(covered)
        .isGreaterThanOrEqualTo(
            new BinomialDistribution(seeds, 0.95).inverseCumulativeProbability(1e-6));
  }

  @Test
  void intervalsCoverTheExactLogZ() {
    GaussianMixture plain = GaussianMixture.correlated(3);
    assertCovers(plain, plain.draw(1, 500), 0.1);
    GaussianMixture mixture =
        GaussianMixture.round(0.5, new double[] {1, 0}, new double[] {-1, 0.5});
    assertCovers(mixture, mixture.draw(1, 500), 0.1);
  }

  /** A model twice as wide as the rows, whose weights under their own law have no variance. */
  @Test
  void widerPartCarriesWiderModels() {
    GaussianMixture model = GaussianMixture.round(1.8, new double[3]);
    TensorData table = GaussianMixture.round(1, new double[3]).draw(1, 1_000);
    assertThat(effective(model, table, 0.3)).isGreaterThan(5 * effective(model, table, 0));
  }

  private static double effective(GaussianMixture model, TensorData table, double share) {
    try (ModelEvaluation evaluation = new ModelEvaluation(BACKEND, model, table, 1)) {
      return new LogZImportanceSampling(10_000, share, 2)
          .evaluate(evaluation.evaluation())
          .get("effective-sample-size/importance-sampling")
          .value();
    }
  }

  /** The rows' own law as model: the weights vary by the fit alone. */
  @Test
  void weighsTheFittedLawEqually() {
    GaussianMixture model = GaussianMixture.correlated(4);
    try (ModelEvaluation evaluation =
        new ModelEvaluation(BACKEND, model, model.draw(1, 100_000), 1)) {
      Map<String, Estimate> result =
          new LogZImportanceSampling(1_000, 0, 2).evaluate(evaluation.evaluation());
      assertThat(result.get("effective-sample-size/importance-sampling").value())
          .isGreaterThan(990);
      assertThat(result.get("log-z/importance-sampling").value())
          .isCloseTo(model.logZ(), within(0.01));
    }
  }

  @Test
  void warnsOfWeightsThatFewRowsCarry() {
    GaussianMixture far = GaussianMixture.round(0.05, new double[] {3, 3, 3, 3});
    try (ModelEvaluation evaluation =
        new ModelEvaluation(
            BACKEND, far, GaussianMixture.round(1, new double[4]).draw(1, 1_000), 1)) {
      new LogZImportanceSampling(1_000, 0.1, 2).evaluate(evaluation.evaluation());
      assertThat(evaluation.warnings()).containsExactly("EBM-W005");
    }
  }
}

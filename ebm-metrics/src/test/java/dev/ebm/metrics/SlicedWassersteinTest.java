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
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SlicedWassersteinTest {

  private static final CachingBackend BACKEND = new CachingBackend(new JvmBackend(2));

  private static final GaussianMixture MODEL = GaussianMixture.correlated(3);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  private static SlicedWasserstein metric(int samples, int projections) {
    ModelDraws draws =
        new ModelDraws(
            new ComponentSpec<>(Sampler.class, "metropolis", Map.of()),
            Optional.empty(),
            300,
            1,
            ChainOptions.Start.NOISE);
    return new SlicedWasserstein(
        new SlicedWasserstein.Config(samples, projections, draws), new Metropolis(0.8));
  }

  /**
   * The table's rows moved by (1, 2, 2): along a direction u the distance is u's part of it, whose
   * mean square is 9/3. The split is train and test at once, so that the floor is 0.
   */
  @Test
  void measuresAShiftByItsPartInRandomDirections() {
    TensorData rows = MODEL.draw(1, 500);
    float[] moved = rows.floats().clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += i % 3 == 0 ? 1 : 2;
    }
    try (ModelEvaluation evaluation = new ModelEvaluation(BACKEND, MODEL, rows, 1)) {
      Map<String, Estimate> result =
          metric(500, 2_000)
              .evaluate(evaluation.withDraws(TensorData.of(moved, rows.shape().dims())));
      Estimate distance = result.get("sliced-wasserstein");
      double error = distance.standardError().orElseThrow();
      assertThat(error).isBetween(1e-3, 0.05);
      assertThat(distance.value()).isCloseTo(Math.sqrt(3), within(4.89 * error));
      assertThat(distance.samples()).isEqualTo(1_000);
      assertThat(result.get("sliced-wasserstein-floor").value()).isZero();
    }
  }

  @Test
  void isSmallForTheModelsOwnRows() {
    try (ModelEvaluation evaluation =
        new ModelEvaluation(BACKEND, MODEL, MODEL.draw(1, 1_000), 1)) {
      Map<String, Estimate> result = metric(1_000, 100).evaluate(evaluation.evaluation());
      // as far as two samples of a thousand rows of deviation near 1 are from each other
      assertThat(result.get("sliced-wasserstein").value()).isBetween(0.01, 0.15);
    }
  }

  @Test
  void needsTwoRowsInEachGroup() {
    try (ModelEvaluation evaluation = new ModelEvaluation(BACKEND, MODEL, MODEL.draw(1, 39), 1)) {
      assertThatThrownBy(() -> metric(1_000, 100).evaluate(evaluation.evaluation()))
          .hasMessageStartingWith(
              "EBM-E003 metric 'sliced-wasserstein': the split 'train' has 39 rows, and at least 40"
                  + " are needed");
    }
  }
}

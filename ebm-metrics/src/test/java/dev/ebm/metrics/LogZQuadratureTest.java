package dev.ebm.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.data.Features;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.core.compile.CachingBackend;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LogZQuadratureTest {

  private static final CachingBackend BACKEND = new CachingBackend(new JvmBackend(2));

  private static final GaussianMixture LINE =
      GaussianMixture.round(0.3, new double[] {-1}, new double[] {1});

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  private static ModelEvaluation of(GaussianMixture model) {
    return new ModelEvaluation(BACKEND, model, model.draw(1, 1_000), 1);
  }

  private static void assertExact(GaussianMixture model, LogZQuadrature metric) {
    try (ModelEvaluation evaluation = of(model)) {
      Map<String, Estimate> result = metric.evaluate(evaluation.evaluation());
      assertThat(result.get("log-z/quadrature").value())
          .isCloseTo(model.logZ(), within(1e-5)); // float32 energies
      assertThat(result.get("log-z/quadrature").standardError()).isEmpty();
      assertThat(result.get("log-z-error/quadrature").value()).isBetween(0.0, 1e-5);
      assertThat(evaluation.warnings()).isEmpty();
    }
  }

  @Test
  void isExactOnTheLineAndInThePlane() {
    assertExact(LINE, new LogZQuadrature(512, 1));
    assertExact(GaussianMixture.correlated(2), new LogZQuadrature(512, 1));
    assertExact(
        GaussianMixture.round(0.2, new double[] {1, -1}, new double[] {-1, 0.5}),
        new LogZQuadrature(256, 1));
  }

  /** Of a Gaussian cut at the range of its rows, half a deviation beyond them at most. */
  @Test
  void countsWhatLiesAtTheBorderAsError() {
    GaussianMixture normal = GaussianMixture.round(1, new double[1]);
    try (ModelEvaluation evaluation =
        new ModelEvaluation(BACKEND, normal, TensorData.of(new float[] {-1, 1}, 2, 1), 1)) {
      Map<String, Estimate> result = new LogZQuadrature(512, 0).evaluate(evaluation.evaluation());
      double missing = normal.logZ() - result.get("log-z/quadrature").value();
      assertThat(missing).isCloseTo(-Math.log(0.682689), within(1e-4));
      // two sixteenths of the box, by the normal distribution function
      assertThat(result.get("log-z-error/quadrature").value())
          .isCloseTo(2 * (0.341345 - 0.309213) / 0.682689, within(2e-3));
      assertThat(evaluation.warnings()).containsExactly("EBM-W016");
    }
  }

  @Test
  void countsACoarseGridAsError() {
    GaussianMixture sharp = GaussianMixture.round(0.02, new double[] {0.01});
    try (ModelEvaluation evaluation =
        new ModelEvaluation(BACKEND, sharp, TensorData.of(new float[] {-1, 1}, 2, 1), 1)) {
      Map<String, Estimate> result = new LogZQuadrature(32, 0).evaluate(evaluation.evaluation());
      double error = Math.abs(result.get("log-z/quadrature").value() - sharp.logZ());
      assertThat(error).isGreaterThan(0.1);
      assertThat(result.get("log-z-error/quadrature").value()).isGreaterThan(error);
      assertThat(evaluation.warnings()).containsExactly("EBM-W016");
    }
  }

  @Test
  void givesNanForAnEnergyThatIsNan() {
    GaussianMixture broken = GaussianMixture.round(Double.NaN, new double[1]);
    try (ModelEvaluation evaluation =
        new ModelEvaluation(BACKEND, broken, TensorData.of(new float[] {-1, 1}, 2, 1), 1)) {
      assertThat(new LogZQuadrature(32, 1).evaluate(evaluation.evaluation()).values())
          .allMatch(estimate -> Double.isNaN(estimate.value()));
    }
  }

  @Test
  void refusesWhatAGridCannotHold() {
    LogZQuadrature metric = new LogZQuadrature(512, 1);
    try (ModelEvaluation evaluation = of(GaussianMixture.correlated(3))) {
      assertThatThrownBy(() -> metric.evaluate(evaluation.evaluation()))
          .hasMessage(
              "EBM-E005 metric 'log-z-quadrature': rows have 3 numbers, and a grid is possible for"
                  + " 1 or 2 (use log-z-ais)");
    }
    TensorData flat = TensorData.of(new float[] {1, 5, 2, 5, 3, 5}, 3, 2);
    try (ModelEvaluation evaluation =
        new ModelEvaluation(BACKEND, GaussianMixture.correlated(2), flat, 1)) {
      assertThatThrownBy(() -> metric.evaluate(evaluation.evaluation()))
          .hasMessageStartingWith("EBM-E004 metric 'log-z-quadrature': column 'x1'");
    }
    TensorData one = TensorData.of(new float[] {1}, 1, 1);
    try (ModelEvaluation evaluation = new ModelEvaluation(BACKEND, LINE, one, 1)) {
      assertThatThrownBy(() -> metric.evaluate(evaluation.evaluation()))
          .hasMessageStartingWith(
              "EBM-E003 metric 'log-z-quadrature': the split 'train' has 1 rows");
    }
    assertThatThrownBy(() -> new LogZQuadrature(33, 1)).hasMessageContaining("must be even");
  }

  /** The grid's points and areas by hand. */
  @Test
  void sumsByTheTrapezoidalRule() {
    Grid grid = new Grid(Features.continuous(2), new double[] {0, 10}, new double[] {0.5, 2}, 2);
    assertThat(grid.points().toDoubles())
        .containsExactly(0, 10, 0.5, 10, 1, 10, 0, 12, 0.5, 12, 1, 12, 0, 14, 0.5, 14, 1, 14);
    double[] values = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    double[] energy = new double[9];
    for (int i = 0; i < 9; i++) {
      energy[i] = -Math.log(values[i]);
    }
    // corners a quarter, edges a half, the centre once; cells of area 1, then one of area 4
    double fine = (1 + 3 + 7 + 9) / 4.0 + (2 + 4 + 6 + 8) / 2.0 + 5;
    assertThat(grid.logIntegral(energy, 1)).isCloseTo(Math.log(fine), within(1e-12));
    assertThat(grid.logIntegral(energy, 2)).isCloseTo(Math.log(1 + 3 + 7 + 9), within(1e-12));
  }
}

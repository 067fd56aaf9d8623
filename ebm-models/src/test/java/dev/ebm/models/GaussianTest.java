package dev.ebm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.data.Feature;
import dev.ebm.api.data.Features;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GaussianTest {

  private static Gaussian gaussian(CovarianceType type, int d) {
    return new Gaussian(new Gaussian.Config(type), Features.continuous(d));
  }

  private static Gaussian given(List<Double> mean, List<List<Double>> covariance) {
    return new Gaussian(
        new Gaussian.Config(CovarianceType.FULL, mean, covariance),
        Features.continuous(Math.max(mean.size(), covariance.size())));
  }

  /** Lecture seed, example 1. */
  @Test
  void hasTheClosedFormsOfOneDimension() {
    double sigma = 1.7;
    double mu = -0.4;
    Trial normal =
        Trial.initial(gaussian(CovarianceType.FULL, 1), 1)
            .with("mean", mu)
            .with("log-diagonal", -Math.log(sigma));
    double[] x = {0, 1.3, -2};
    for (int i = 0; i < x.length; i++) {
      double gap = x[i] - mu;
      assertThat(normal.energies(1, x)[i])
          .isCloseTo(gap * gap / (2 * sigma * sigma), within(1e-12));
      List<double[]> byMean =
          normal.run(
              List.of(Trial.doubles(new double[] {x[i]}, 1, 1)),
              (p, in) ->
                  List.of(
                      Gradients.of(
                          normal.energy().energy(p, in.get(0)).sum().neg(), p.get("mean"))));
      assertThat(byMean.get(0)[0]).isCloseTo(gap / (sigma * sigma), within(1e-12));
    }
    double z = Math.sqrt(2 * Math.PI * sigma * sigma);
    assertThat(normal.logZ()).isCloseTo(Math.log(z), within(1e-12));
    assertThat(normal.logIntegral(1, -20, 20, 800)).isCloseTo(Math.log(z), within(1e-12));
  }

  /** P of [[2, .6], [.6, .5]] is [[.5, -.6], [-.6, 2]] / .64. */
  @Test
  void startsAtAGivenMeanAndCovariance() {
    Trial normal =
        Trial.initial(given(List.of(1.0, -2.0), List.of(List.of(2.0, 0.6), List.of(0.6, 0.5))), 1);
    double[] gap = {0.7, -0.3};
    double squares = (0.5 * gap[0] * gap[0] - 1.2 * gap[0] * gap[1] + 2 * gap[1] * gap[1]) / 0.64;
    assertThat(normal.energies(2, 1 + gap[0], -2 + gap[1])[0]).isCloseTo(squares / 2, within(1e-6));
    double logZ = Math.log(2 * Math.PI) + Math.log(0.64) / 2;
    assertThat(normal.logZ()).isCloseTo(logZ, within(1e-6));
    assertThat(normal.logIntegral(2, -15, 15, 300)).isCloseTo(normal.logZ(), within(1e-12));
  }

  /** A covariance of three features whose inverse has no zero. */
  @Test
  void invertsACovarianceOfThreeFeatures() {
    double[][] covariance = {{4, 1, -0.5}, {1, 3, 0.8}, {-0.5, 0.8, 2}};
    double[][] factor = Covariance.precisionFactor(covariance).orElseThrow();
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double product = 0;
        for (int k = 0; k < 3; k++) {
          for (int l = 0; l < 3; l++) {
            product += covariance[i][k] * factor[k][l] * factor[j][l];
          }
        }
        assertThat(product).isCloseTo(i == j ? 1 : 0, within(1e-14));
        assertThat(j <= i || factor[i][j] == 0).as("lower triangular").isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void integratesToItsLogZAtAnyParameters(CovarianceType type) {
    Trial normal = Trial.random(gaussian(type, 2), 3);
    assertThat(normal.logIntegral(2, -25, 25, 500)).isCloseTo(normal.logZ(), within(1e-10));
  }

  @ParameterizedTest
  @EnumSource
  void hasTheGradient(CovarianceType type) {
    Trial.random(gaussian(type, 3), 4)
        .assertHasTheGradient(Trial.doubles(new double[] {1, -2, 0.5, 0.3, 0.2, -1}, 2, 3));
  }

  @Test
  void usesThePartBelowTheDiagonalOnly() {
    Trial normal = Trial.random(gaussian(CovarianceType.FULL, 2), 5);
    double[] lower = normal.parameter("lower");
    double[] x = {0.4, -1.1};
    double[] before = normal.energies(2, x);
    assertThat(normal.with("lower", 9, 9, lower[2], 9).energies(2, x)).containsExactly(before);
    assertThat(normal.with("lower", lower[0], lower[1], 9, lower[3]).energies(2, x))
        .isNotEqualTo(before);
  }

  @Test
  void hasNoMatrixWhereFeaturesAreIndependent() {
    assertThat(gaussian(CovarianceType.DIAGONAL, 2).parameters().names())
        .containsExactly("mean", "log-diagonal");
    assertThat(gaussian(CovarianceType.FULL, 1).parameters().names())
        .containsExactly("mean", "log-diagonal");
    assertThat(gaussian(CovarianceType.FULL, 2).parameters().names())
        .containsExactly("mean", "log-diagonal", "lower");
  }

  @Test
  void flattensFeatures() {
    Features square = new Features(Shape.of(2, 2), Features.continuous(4).columns());
    Gaussian normal = new Gaussian(new Gaussian.Config(CovarianceType.FULL), square);
    TensorData x = Trial.doubles(new double[] {1, 2, 3, 4}, 1, 2, 2);
    assertThat(Trial.initial(normal, 1).energies(x)).containsExactly(15);
  }

  @Test
  void refusesCovariancesThatAreNone() {
    assertRefused(List.of(List.of(1.0, 2.0)), "row 0 of the covariance has 2 numbers, not 1");
    assertRefused(List.of(List.of(1.0, 0.5), List.of(0.4, 1.0)), "the covariance is not symmetric");
    assertRefused(
        List.of(List.of(1.0, 2.0), List.of(2.0, 1.0)), "the covariance is not positive definite");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Gaussian.Config(
                    CovarianceType.DIAGONAL,
                    List.of(),
                    List.of(List.of(1.0, 0.5), List.of(0.5, 1.0))))
        .withMessage("the covariance is not diagonal");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Gaussian.Config(CovarianceType.FULL, List.of(1.0, 2.0), List.of(List.of(1.0))))
        .withMessage("mean has 2 numbers and covariance 1 rows");
  }

  private static void assertRefused(List<List<Double>> covariance, String what) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Gaussian.Config(CovarianceType.FULL, List.of(), covariance))
        .withMessage(what);
  }

  @Test
  void refusesRowsThatItDoesNotFit() {
    assertThatThrownBy(
            () ->
                new Gaussian(
                    new Gaussian.Config(CovarianceType.FULL, List.of(1.0), List.of()),
                    Features.continuous(3)))
        .hasMessage(
            "EBM-M008 energy 'gaussian': mean is of length 1, and rows have 3 features (give one"
                + " entry for each feature)");
    Features bits = new Features(Shape.of(1), List.of(new Feature("x0", Feature.Kind.BINARY)));
    assertThatThrownBy(() -> new Gaussian(new Gaussian.Config(CovarianceType.FULL), bits))
        .hasMessageStartingWith("EBM-M007 energy 'gaussian': needs real numbers");
  }
}

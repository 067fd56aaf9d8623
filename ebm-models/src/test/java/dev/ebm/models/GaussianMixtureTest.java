package dev.ebm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.data.Features;
import dev.ebm.api.tensor.TensorData;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GaussianMixtureTest {

  /** Rows that nobody should ask for. */
  private static final IntFunction<TensorData> NO_ROWS =
      count -> {
        throw new AssertionError("training rows were read");
      };

  /** Two features of deviations 3 and 0.5. */
  private static TensorData rows(int count) {
    Random random = new Random(1);
    float[] values = new float[2 * count];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * (i % 2 == 0 ? 3 : 0.5));
    }
    return TensorData.of(values, count, 2);
  }

  private static GaussianMixture.Config config(
      int components, List<List<Double>> means, List<Double> weights, Optional<Double> deviation) {
    return new GaussianMixture.Config(components, CovarianceType.FULL, means, weights, deviation);
  }

  /** BENCHMARKS 7.2: rho N(-5, 1) + (1 - rho) N(5, 1). */
  private static Trial twoModes() {
    GaussianMixture.Config config =
        config(2, List.of(List.of(-5.0), List.of(5.0)), List.of(0.2, 0.8), Optional.of(1.0));
    return Trial.initial(new GaussianMixture(config, Features.continuous(1), NO_ROWS), 1);
  }

  @Test
  void isTheTwoModesOfTheMyopiaTest() {
    Trial modes = twoModes();
    for (double x : new double[] {-5, 0, 4.5}) {
      double p =
          (0.2 * Math.exp(-(x + 5) * (x + 5) / 2) + 0.8 * Math.exp(-(x - 5) * (x - 5) / 2))
              / Math.sqrt(2 * Math.PI);
      assertThat(modes.energies(1, x)[0]).isCloseTo(-Math.log(p), within(1e-6));
    }
    assertThat(modes.energy().parameters().names())
        .containsExactly("logits", "mean", "log-diagonal");
  }

  @Test
  void integratesToOneAtAnyWeights() {
    for (double logit : new double[] {-3, 0, 7}) {
      Trial modes = twoModes().with("logits", logit, 0.4);
      assertThat(modes.logIntegral(1, -20, 20, 800)).isCloseTo(0, within(1e-12));
      assertThat(modes.logZ()).isZero();
    }
  }

  private static Trial random(CovarianceType type) {
    GaussianMixture.Config config =
        new GaussianMixture.Config(3, type, List.of(), List.of(), Optional.empty());
    return Trial.random(
        new GaussianMixture(config, Features.continuous(2), GaussianMixtureTest::rows), 7);
  }

  @ParameterizedTest
  @EnumSource
  void integratesToOneAtAnyParameters(CovarianceType type) {
    assertThat(random(type).logIntegral(2, -25, 25, 500)).isCloseTo(0, within(1e-10));
  }

  @ParameterizedTest
  @EnumSource
  void hasTheGradient(CovarianceType type) {
    random(type).assertHasTheGradient(Trial.doubles(new double[] {1, -2, 0.5, 0.3}, 2, 2));
  }

  @Test
  void ofOneLawIsTheNormalisedGaussian() {
    GaussianMixture one =
        new GaussianMixture(
            config(1, List.of(), List.of(), Optional.empty()),
            Features.continuous(2),
            GaussianMixtureTest::rows);
    Gaussian gaussian =
        new Gaussian(new Gaussian.Config(CovarianceType.FULL), Features.continuous(2));
    Trial normal = Trial.random(gaussian, 9);
    Trial mixture =
        Trial.random(one, 9)
            .with("mean", normal.parameter("mean"))
            .with("log-diagonal", normal.parameter("log-diagonal"))
            .with("lower", normal.parameter("lower"));
    double[] x = {0.3, -1.2};
    assertThat(mixture.energies(2, x)[0])
        .isCloseTo(normal.energies(2, x)[0] + normal.logZ(), within(1e-12));
  }

  /**
   * Means within six times a tenth of a deviation of the rows, as normal draws are; deviations are
   * the data's over the root of K.
   */
  @Test
  void startsAtTrainingRowsWithNarrowerLaws() {
    int components = 4;
    Trial start =
        Trial.initial(
            new GaussianMixture(
                config(components, List.of(), List.of(), Optional.empty()),
                Features.continuous(2),
                GaussianMixtureTest::rows),
            5);
    assertThat(start.parameter("logits")).containsOnly(0);
    assertThat(start.parameter("lower")).containsOnly(0);
    double[] variances = new Moments(rows(10_000)).variances();
    double[] rows = rows(components).toDoubles();
    for (int i = 0; i < 2 * components; i++) {
      double deviation = Math.sqrt(variances[i % 2]) / 2;
      assertThat(start.parameter("log-diagonal")[i]).isCloseTo(-Math.log(deviation), within(1e-5));
      assertThat(start.parameter("mean")[i])
          .isNotEqualTo(rows[i])
          .isCloseTo(rows[i], within(0.6 * deviation));
    }
  }

  @Test
  void partsEqualRows() {
    Trial start =
        Trial.initial(
            new GaussianMixture(
                config(2, List.of(), List.of(), Optional.of(1.0)),
                Features.continuous(1),
                count -> TensorData.of(new float[count], count, 1)),
            1);
    assertThat(start.parameter("mean")[0]).isNotEqualTo(start.parameter("mean")[1]);
  }

  private static void assertNotFitted(TensorData rows, int components, String what) {
    GaussianMixture mixture =
        new GaussianMixture(
            config(components, List.of(), List.of(), Optional.empty()),
            Features.continuous(2),
            count -> rows);
    assertThatThrownBy(() -> Trial.initial(mixture, 1))
        .hasMessageStartingWith("EBM-M009 energy 'gaussian-mixture': " + what);
  }

  @Test
  void saysWhyItCannotStartAtTheRows() {
    assertNotFitted(rows(3), 4, "there are 3 training rows for 4 means");
    assertNotFitted(
        TensorData.of(new float[] {1, 2, 3, 2}, 2, 2),
        2,
        "the feature 'x1' is the same in all training rows");
  }

  @Test
  void refusesMeansAndWeightsThatDoNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(3, List.of(List.of(1.0)), List.of(), Optional.empty()))
        .withMessage("3 components need 3 means, not 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(1, List.of(), List.of(1.0, 2.0), Optional.empty()))
        .withMessage("1 components need 1 weights, not 2");
    assertThatThrownBy(
            () ->
                new GaussianMixture(
                    config(1, List.of(List.of(1.0)), List.of(), Optional.empty()),
                    Features.continuous(2),
                    NO_ROWS))
        .hasMessageStartingWith("EBM-M008 energy 'gaussian-mixture': a mean is of length 1");
  }
}

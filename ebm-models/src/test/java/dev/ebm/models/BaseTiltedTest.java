package dev.ebm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.data.Feature;
import dev.ebm.api.data.Features;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BaseTiltedTest {

  /** Four rows of mean (1, 2) and covariance [[2, 1], [1, 1]]. */
  private static final TensorData ROWS =
      TensorData.of(
          new float[] {
            1 + 2, 2 + 1, 1 - 2, 2 - 1, 1, 2 + 1, 1, 2 - 1,
          },
          4,
          2);

  private static Energy net() {
    return new Mlp(new Mlp.Config(List.of(5), Activation.TANH, 0), Shape.of(2));
  }

  private static BaseTilted tilted(Energy net, CovarianceType type, TensorData rows) {
    return new BaseTilted(net, type, Features.continuous(2), count -> rows);
  }

  private static Trial withoutNet(CovarianceType type) {
    return Trial.initial(tilted(net(), type, ROWS), 1)
        .with("energy/layer1/weight", 0, 0, 0, 0, 0)
        .with("energy/layer1/bias", 0);
  }

  /** P of [[2, 1], [1, 1]] is [[1, -1], [-1, 2]], its determinant 1. */
  @Test
  void aNetOfZeroGivesTheFittedNormalLaw() {
    Trial base = withoutNet(CovarianceType.FULL);
    double[] gap = {0.7, -0.3};
    double squares = gap[0] * gap[0] - 2 * gap[0] * gap[1] + 2 * gap[1] * gap[1];
    assertThat(base.energies(2, 1 + gap[0], 2 + gap[1])[0])
        .isCloseTo(squares / 2 + Math.log(2 * Math.PI), within(1e-6));
    assertThat(base.logIntegral(2, -15, 17, 320)).isCloseTo(0, within(1e-9));
  }

  @Test
  void aDiagonalBaseHasTheVariancesOnly() {
    Trial base = withoutNet(CovarianceType.DIAGONAL);
    double[] gap = {0.7, -0.3};
    double squares = gap[0] * gap[0] / 2 + gap[1] * gap[1];
    assertThat(base.energies(2, 1 + gap[0], 2 + gap[1])[0])
        .isCloseTo(squares / 2 + Math.log(2 * Math.PI) + Math.log(2) / 2, within(1e-6));
    assertThat(base.logIntegral(2, -15, 17, 320)).isCloseTo(0, within(1e-9));
  }

  @Test
  void addsTheNet() {
    Trial tilted = Trial.random(tilted(net(), CovarianceType.FULL, ROWS), 2);
    Trial base = tilted.with("energy/layer1/weight", 0, 0, 0, 0, 0).with("energy/layer1/bias", 0);
    double[] x = {0.4, -1.3};
    double[] net = new Trial(net(), tilted.parameters().subList(0, 4)).energies(2, x);
    assertThat(tilted.energies(2, x)[0] - base.energies(2, x)[0]).isCloseTo(net[0], within(1e-12));
    tilted.assertHasTheGradient(Trial.doubles(x, 1, 2));
  }

  @Test
  void trainsTheNetAlone() {
    tilted(net(), CovarianceType.FULL, ROWS)
        .parameters()
        .entries()
        .forEach(
            (name, parameter) ->
                assertThat(parameter.trainable()).as(name).isEqualTo(name.startsWith("energy/")));
    assertThat(tilted(net(), CovarianceType.FULL, ROWS).parameters().map(Parameter::shape).names())
        .endsWith("base/mean", "base/log-diagonal", "base/lower");
  }

  /** Nothing is fitted before training: a run's model is made without its data. */
  @Test
  void readsNoRowsUntilItIsInitialised() {
    BaseTilted tilted =
        new BaseTilted(
            net(),
            CovarianceType.FULL,
            Features.continuous(2),
            count -> {
              throw new IllegalStateException("rows are read");
            });
    assertThat(tilted.parameters().names()).hasSize(7);
    assertThatThrownBy(() -> Trial.initial(tilted, 1)).hasMessage("rows are read");
  }

  @Test
  void passesTheConditionToTheNet() {
    NoiseConditional net =
        new NoiseConditional(
            new NoiseConditional.Config(0.1, 10, 1, List.of(4), Activation.SILU),
            Features.continuous(2));
    Trial tilted = Trial.initial(tilted(net, CovarianceType.FULL, ROWS), 1);
    int n = net.parameters().size();
    Trial alone = new Trial(net, tilted.parameters().subList(0, n));
    double[] x = {0.3, 0.9};
    double base = tilted.energies(2, x)[0] - alone.energies(2, x)[0];
    assertThat(tilted.energiesGiven(3, 2, x)[0] - alone.energiesGiven(3, 2, x)[0])
        .isCloseTo(base, within(1e-12));
    assertThat(tilted.energiesGiven(3, 2, x)).isNotEqualTo(tilted.energies(2, x));
  }

  @ParameterizedTest
  @EnumSource
  void refusesAFeatureThatDoesNotVary(CovarianceType type) {
    TensorData constant = TensorData.of(new float[] {1, 7, 2, 7, 4, 7}, 3, 2);
    assertThatThrownBy(() -> Trial.initial(tilted(net(), type, constant), 1))
        .hasMessageStartingWith(
            "EBM-M009 energy 'base-tilted': the feature 'x1' is the same in all training rows");
  }

  @Test
  void refusesFeaturesThatFollowFromEachOther() {
    Random random = new Random(1);
    float[] values = new float[200];
    for (int i = 0; i < values.length; i += 2) {
      values[i] = (float) random.nextGaussian();
      values[i + 1] = 3 * values[i];
    }
    assertThatThrownBy(
            () ->
                Trial.initial(tilted(net(), CovarianceType.FULL, TensorData.of(values, 100, 2)), 1))
        .hasMessageStartingWith(
            "EBM-M009 energy 'base-tilted': a feature of the training rows follows from others"
                + " (set covariance-type to diagonal");
  }

  @Test
  void refusesDataThatAreNotRealNumbers() {
    Features bits = new Features(Shape.of(1), List.of(new Feature("x0", Feature.Kind.BINARY)));
    assertThatThrownBy(() -> new BaseTilted(net(), CovarianceType.FULL, bits, count -> ROWS))
        .hasMessageStartingWith("EBM-M007 energy 'base-tilted'");
  }
}

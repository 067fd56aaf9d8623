package dev.ebm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.data.Features;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoiseConditionalTest {

  private static final double[] ROWS = {0.3, -1.2, 1.7, 0.9, -0.4, 2.2};

  private static NoiseConditional energy(double deviation) {
    return new NoiseConditional(
        new NoiseConditional.Config(0.1, 10, deviation, List.of(6), Activation.SILU),
        Features.continuous(2));
  }

  private static Trial withoutNet(double deviation) {
    return Trial.initial(energy(deviation), 1)
        .with("layer1/weight", 0, 0, 0, 0, 0, 0)
        .with("layer1/bias", 0);
  }

  /** exp(-U) is then N(0, s^2 + sigma^2), the law that noise of level sigma makes of N(0, s^2). */
  @Test
  void withoutANetItIsASmoothedNormalLaw() {
    for (double sigma : new double[] {0.1, 1, 30}) {
      double variance = 2.25 + sigma * sigma;
      double[] energies = withoutNet(1.5).energiesGiven(sigma, 2, ROWS);
      for (int i = 0; i < 3; i++) {
        double squares = ROWS[2 * i] * ROWS[2 * i] + ROWS[2 * i + 1] * ROWS[2 * i + 1];
        assertThat(energies[i]).isCloseTo(squares / (2 * variance), within(1e-12));
      }
    }
  }

  @Test
  void withoutAConditionItIsThatOfTheSmallestLevel() {
    Trial energy = Trial.random(energy(1), 2);
    assertThat(energy.energies(2, ROWS))
        .containsExactly(energy.energiesGiven(0.1, 2, ROWS), within(1e-6));
    assertThat(energy.energies(2, ROWS)).isNotEqualTo(energy.energiesGiven(0.2, 2, ROWS));
  }

  @Test
  void eachRowHasItsOwnLevel() {
    Trial energy = Trial.random(energy(1), 2);
    double[] sigmas = {0.1, 2, 7};
    double[] mixed =
        energy
            .run(
                List.of(Trial.doubles(ROWS, 3, 2), Trial.doubles(sigmas, 3)),
                (p, in) -> List.of(energy.energy().energy(p, in.get(0), in.get(1))))
            .get(0);
    for (int i = 0; i < 3; i++) {
      double alone = energy.energiesGiven(sigmas[i], 2, ROWS[2 * i], ROWS[2 * i + 1])[0];
      assertThat(mixed[i]).isCloseTo(alone, within(1e-12));
    }
  }

  /** The first layer sees x / r, t and the sines and cosines; its units read one input each. */
  @Test
  void theNetSeesScaledRowsAndTheLogarithmOfTheLevel() {
    double sigma = 2.5;
    double r = Math.sqrt(1 + sigma * sigma);
    double t = (Math.log(sigma) - Math.log(1)) / Math.log(10);
    List<Double> inputs = new ArrayList<>(List.of(0.3 / r, -1.2 / r, t));
    for (int j = 1; j <= 4; j++) {
      inputs.add(Math.sin(j * Math.PI * t / 2));
      inputs.add(Math.cos(j * Math.PI * t / 2));
    }
    NoiseConditional linear =
        new NoiseConditional(
            new NoiseConditional.Config(0.1, 10, 1, List.of(), Activation.SILU),
            Features.continuous(2));
    for (int i = 0; i < inputs.size(); i++) {
      double[] weight = new double[inputs.size()];
      weight[i] = 1;
      double u =
          Trial.initial(linear, 1)
              .with("layer0/weight", weight)
              .with("layer0/bias", 0)
              .energiesGiven(sigma, 2, 0.3, -1.2)[0];
      double parabola = (0.09 + 1.44) / (2 * r * r);
      assertThat(u).as("input %d", i).isCloseTo(inputs.get(i) + parabola, within(1e-9));
    }
  }

  @Test
  void hasTheGradient() {
    Trial.random(energy(1), 3).assertHasTheGradient(Trial.doubles(ROWS, 3, 2));
  }

  /** The parabola outgrows any net: the integral over twice the square is the same. */
  @Test
  void hasAnIntegral() {
    Trial energy = Trial.random(energy(1), 4);
    assertThat(energy.logIntegral(2, -30, 30, 600))
        .isCloseTo(energy.logIntegral(2, -15, 15, 300), within(1e-9));
  }

  @Test
  void refusesLevelsInTheWrongOrder() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NoiseConditional.Config(2, 2, 1, List.of(4), Activation.SILU))
        .withMessage("sigma-min 2.0 is not below sigma-max 2.0");
  }
}

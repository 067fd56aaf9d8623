package dev.ebm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.data.Features;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Products, mixtures and negations of energies. */
class CompositionTest {

  private static final double[] ROWS = {0.3, -1.2, 1.7, 0.9, -0.4, 2.2};

  private static Gaussian gaussian(List<Double> mean, List<List<Double>> covariance) {
    return new Gaussian(
        new Gaussian.Config(CovarianceType.FULL, mean, covariance), Features.continuous(2));
  }

  private static NoiseConditional conditional() {
    return new NoiseConditional(
        new NoiseConditional.Config(0.1, 10, 1, List.of(4), Activation.SILU),
        Features.continuous(2));
  }

  /**
   * Precisions P = P1 + P2 and P mu = P1 mu1 + P2 mu2, worked out for two covariances: energies of
   * rows differ from the Gaussian's by one constant.
   */
  @Test
  void aProductOfGaussiansAddsTheirPrecisions() {
    Gaussian one = gaussian(List.of(1.0, 0.0), List.of(List.of(2.0, 0.6), List.of(0.6, 0.5)));
    Gaussian two = gaussian(List.of(-1.0, 2.0), List.of(List.of(1.0, 0.0), List.of(0.0, 4.0)));
    double weight = 0.5;
    // Of covariance [[2, .6], [.6, .5]] the precision is [[.5, -.6], [-.6, 2]] / .64.
    double p00 = 0.5 / 0.64 + weight;
    double p01 = -0.6 / 0.64;
    double p11 = 2 / 0.64 + weight * 0.25;
    double b0 = 0.5 / 0.64 + weight * -1;
    double b1 = -0.6 / 0.64 + weight * 0.5;
    double determinant = p00 * p11 - p01 * p01;
    Gaussian expected =
        gaussian(
            List.of((p11 * b0 - p01 * b1) / determinant, (p00 * b1 - p01 * b0) / determinant),
            List.of(
                List.of(p11 / determinant, -p01 / determinant),
                List.of(-p01 / determinant, p00 / determinant)));
    double[] product =
        Trial.initial(new Product(List.of(one, two), List.of(1.0, weight)), 1).energies(2, ROWS);
    double[] normal = Trial.initial(expected, 1).energies(2, ROWS);
    for (int i = 1; i < 3; i++) {
      assertThat(product[i] - product[0]).isCloseTo(normal[i] - normal[0], within(1e-5));
    }
  }

  @Test
  void aProductIsTheSumOfItsEnergiesByDefault() {
    Energy mlp = new Mlp(new Mlp.Config(List.of(4), Activation.TANH, 0), Shape.of(2));
    Trial product = Trial.random(new Product(List.of(mlp, new Harmonic(2, 2)), List.of()), 3);
    Trial alone = new Trial(mlp, product.parameters());
    double[] expected = alone.energies(2, ROWS);
    for (int i = 0; i < 3; i++) {
      expected[i] += ROWS[2 * i] * ROWS[2 * i] + ROWS[2 * i + 1] * ROWS[2 * i + 1];
    }
    assertThat(product.energies(2, ROWS)).containsExactly(expected, within(1e-12));
    assertThat(product.energy().parameters().names())
        .containsExactly(
            "energies/0/layer0/weight",
            "energies/0/layer0/bias",
            "energies/0/layer1/weight",
            "energies/0/layer1/bias");
  }

  @Test
  void nestedEnergiesKeepTheirParametersApart() {
    Energy pair = new Product(List.of(new Quadratic(1, 2), new Quadratic(1, 2)), List.of());
    Energy nested = new Product(List.of(new Quadratic(1, 2), new Negation(pair)), List.of());
    assertThat(nested.parameters().names())
        .containsExactly(
            "energies/0/curvature",
            "energies/0/slope",
            "energies/1/energy/energies/0/curvature",
            "energies/1/energy/energies/0/slope",
            "energies/1/energy/energies/1/curvature",
            "energies/1/energy/energies/1/slope");
    // a0 - (a1 + a2), and the same of b, at x = (1, 2).
    Trial trial =
        Trial.initial(nested, 1)
            .with("energies/0/curvature", 5)
            .with("energies/1/energy/energies/0/curvature", 1)
            .with("energies/1/energy/energies/1/curvature", 0.4)
            .with("energies/1/energy/energies/1/slope", 0, 3);
    assertThat(trial.energies(2, 1, 2)[0]).isCloseTo((5 - 1.4) * 2.5 - 6, within(1e-12));
    trial.assertHasTheGradient(Trial.doubles(ROWS, 3, 2));
  }

  @Test
  void aMixtureAddsWeightedDensities() {
    Gaussian one = gaussian(List.of(2.0, 0.0), List.of());
    Gaussian two = gaussian(List.of(-2.0, 0.0), List.of(List.of(4.0, 0.0), List.of(0.0, 1.0)));
    Trial mixture = Trial.initial(new Mixture(List.of(one, two), List.of(0.3, 2.0)), 1);
    double[] u1 = Trial.initial(one, 1).energies(2, ROWS);
    double[] u2 = Trial.initial(two, 1).energies(2, ROWS);
    for (int i = 0; i < 3; i++) {
      assertThat(mixture.energies(2, ROWS)[i])
          .isCloseTo(-Math.log(0.3 * Math.exp(-u1[i]) + 2 * Math.exp(-u2[i])), within(1e-6));
    }
    // Z1 = 2 pi, Z2 = 4 pi.
    assertThat(mixture.logZ())
        .isCloseTo(Math.log(0.3 * 2 * Math.PI + 2 * 4 * Math.PI), within(1e-6));
    assertThat(mixture.logIntegral(2, -20, 20, 400)).isCloseTo(mixture.logZ(), within(1e-9));
    mixture.assertHasTheGradient(Trial.doubles(ROWS, 3, 2));
  }

  @Test
  void aMixtureKnowsItsLogZOnlyIfAllPartsDo() {
    Energy mixture = new Mixture(List.of(new Harmonic(1, 2), new DoubleWell(1, 1)), List.of());
    assertThat(mixture.logZ(Tree.empty())).isEmpty();
  }

  /** exp(-1000) is 0; the mixture is still the energy of the likelier part. */
  @Test
  void aMixtureIsExactFarOut() {
    Trial mixture =
        Trial.initial(new Mixture(List.of(new Harmonic(1, 1), new Harmonic(2, 1)), List.of()), 1);
    assertThat(mixture.energies(1, 100)[0]).isCloseTo(5_000, within(1e-9));
  }

  @Test
  void givesTheConditionToEveryEnergy() {
    NoiseConditional inner = conditional();
    Energy all =
        new Product(
            List.of(inner, new Negation(new Mixture(List.of(inner, inner), List.of()))), List.of());
    Trial trial = Trial.initial(all, 1);
    int n = inner.parameters().size();
    double[] first = new Trial(inner, trial.parameters().subList(0, n)).energiesGiven(2, 2, ROWS);
    double[] second =
        new Trial(inner, trial.parameters().subList(n, 2 * n)).energiesGiven(2, 2, ROWS);
    double[] third =
        new Trial(inner, trial.parameters().subList(2 * n, 3 * n)).energiesGiven(2, 2, ROWS);
    double[] given = trial.energiesGiven(2, 2, ROWS);
    for (int i = 0; i < 3; i++) {
      double mixed = Math.log(Math.exp(-second[i]) + Math.exp(-third[i]));
      assertThat(given[i]).isCloseTo(first[i] + mixed, within(1e-12));
    }
    assertThat(trial.energies(2, ROWS)).isNotEqualTo(given);
  }

  @Test
  void refusesAConditionThatAPartDoesNotTake() {
    Trial product =
        Trial.initial(new Product(List.of(conditional(), new Harmonic(1, 2)), List.of()), 1);
    assertThatThrownBy(() -> product.energiesGiven(1, 2, ROWS))
        .hasMessageStartingWith("EBM-M005 energy: Harmonic takes no condition");
  }

  /** Alone it is flat far out: the integral grows with the area. */
  @Test
  void ackleyHasAnIntegralInABowlOnly() {
    Ackley ackley = new Ackley(20, 0.2, 2 * Math.PI);
    Trial held = Trial.initial(new Product(List.of(ackley, new Harmonic(1, 2)), List.of()), 1);
    assertThat(held.logIntegral(2, -20, 20, 400))
        .isCloseTo(held.logIntegral(2, -10, 10, 200), within(1e-9));
    Trial free = Trial.initial(new Ackley(2, 0.2, 2 * Math.PI), 1);
    assertThat(free.logIntegral(2, -40, 40, 400))
        .isGreaterThan(free.logIntegral(2, -20, 20, 200) + 1);
  }

  @Test
  void refusesNoEnergyOrWeightsThatDoNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Product.Config(List.of(), List.of()))
        .withMessage("'energies' is empty; name at least one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Mixture(List.of(new Harmonic(1, 2)), List.of(1.0, 2.0)))
        .withMessage("1 energies need 1 weights, not 2");
  }
}

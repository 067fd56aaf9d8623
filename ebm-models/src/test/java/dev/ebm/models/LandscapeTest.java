package dev.ebm.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Gradients;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LandscapeTest {

  private static final double[] ROWS = {0.3, -1.2, 1.7, 0.9, -0.4, 2.2, -1.1, 0.1, 0.6};

  /** A landscape over three features beside its formula in plain arithmetic. */
  record Case(Landscape landscape, ToDoubleFunction<double[]> formula) {}

  static List<Case> cases() {
    return List.of(
        new Case(
            new DoubleWell(1.5, 0.8),
            x -> {
              double sum = 0;
              for (double v : x) {
                sum += Math.pow(v * v - 0.64, 2);
              }
              return 1.5 * sum;
            }),
        new Case(new Harmonic(2.5, 3), x -> 1.25 * (x[0] * x[0] + x[1] * x[1] + x[2] * x[2])),
        new Case(
            new Rosenbrock(0.9, 7, 3),
            x ->
                7 * Math.pow(x[1] - x[0] * x[0], 2)
                    + Math.pow(0.9 - x[0], 2)
                    + 7 * Math.pow(x[2] - x[1] * x[1], 2)
                    + Math.pow(0.9 - x[1], 2)),
        new Case(
            new Rastrigin(4),
            x -> {
              double sum = 4 * x.length;
              for (double v : x) {
                sum += v * v - 4 * Math.cos(2 * Math.PI * v);
              }
              return sum;
            }),
        new Case(
            new Ackley(5, 0.3, 4),
            x -> {
              double squares = 0;
              double cosines = 0;
              for (double v : x) {
                squares += v * v / x.length;
                cosines += Math.cos(4 * v) / x.length;
              }
              return -5 * Math.exp(-0.3 * Math.sqrt(squares)) - Math.exp(cosines) + 5 + Math.E;
            }));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hasItsFormula(Case one) {
    double[] energies = Trial.initial(one.landscape(), 1).energies(3, ROWS);
    for (int row = 0; row < 3; row++) {
      double[] x = {ROWS[3 * row], ROWS[3 * row + 1], ROWS[3 * row + 2]};
      assertThat(energies[row]).isCloseTo(one.formula().applyAsDouble(x), within(1e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hasTheGradient(Case one) {
    Trial.initial(one.landscape(), 1).assertHasTheGradient(Trial.doubles(ROWS, 3, 3));
  }

  /** The minima that the literature names, with the default constants. */
  @Test
  void isZeroAtItsMinima() {
    Map<Landscape, double[]> minima =
        Map.of(
            new DoubleWell(2, 1), new double[] {-1, 1},
            new Harmonic(1, 2), new double[] {0, 0},
            new Rosenbrock(1, 100, 2), new double[] {1, 1},
            new Rastrigin(10), new double[] {0, 0},
            new Ackley(20, 0.2, 2 * Math.PI), new double[] {0, 0});
    minima.forEach(
        (landscape, at) ->
            assertThat(Trial.initial(landscape, 1).energies(2, at)[0])
                .as(landscape.toString())
                .isCloseTo(0, within(1e-6)));
  }

  @Test
  void hasBarriersOfTheHeightsItNames() {
    assertThat(Trial.initial(new DoubleWell(2, 1.5), 1).energies(1, 0)[0])
        .isCloseTo(2 * Math.pow(1.5, 4), within(1e-6));
    assertThat(Trial.initial(new Rastrigin(10), 1).energies(1, 0.5)[0])
        .isCloseTo(20.25, within(1e-6));
    assertThat(Trial.initial(new Ackley(20, 0.2, 1), 1).energies(1, 1e4 * Math.PI)[0])
        .as("far out, at a crest")
        .isLessThanOrEqualTo(20 + Math.E - 1 / Math.E + 1e-6);
  }

  @Test
  void ackleysKinkHasTheGradientZero() {
    Trial ackley = Trial.initial(new Ackley(20, 0.2, 2 * Math.PI), 1);
    double[] gradient =
        ackley
            .run(
                List.of(Trial.doubles(new double[] {0, 0}, 1, 2)),
                (p, in) ->
                    List.of(Gradients.of(ackley.energy().energy(p, in.get(0)).sum(), in.get(0))))
            .get(0);
    assertThat(gradient).containsExactly(0, 0);
  }

  /** The double well's sum in two independent coordinates; the others' closed forms. */
  @Test
  void integratesToTheLogZThatItKnows() {
    Trial harmonic = Trial.initial(new Harmonic(0.7, 2), 1);
    assertThat(harmonic.logIntegral(2, -15, 15, 300)).isCloseTo(harmonic.logZ(), within(1e-6));
    for (double b : new double[] {1, 5}) {
      Trial rosenbrock = Trial.initial(new Rosenbrock(0.5, b, 2), 1);
      assertThat(rosenbrock.logIntegral(2, -6, 30, 300)).isCloseTo(rosenbrock.logZ(), within(1e-6));
    }
    assertThat(new Rosenbrock(1, 1, 3).logZ(Tree.empty())).isEmpty();
  }

  /** What has no closed form still factorises: in the plane log Z is twice that of a line. */
  @Test
  void coordinatesOfDoubleWellAndRastriginAreIndependent() {
    for (Energy landscape : List.of(new DoubleWell(2, 1), new Rastrigin(3))) {
      Trial trial = Trial.initial(landscape, 1);
      assertThat(trial.logIntegral(2, -6, 6, 200))
          .isCloseTo(2 * trial.logIntegral(1, -6, 6, 200), within(1e-9));
    }
  }

  /** a |x|^2 / 2 + b.x with its closed-form log Z. */
  @Test
  void quadraticIsARoundNormalLawInNaturalParameters() {
    Trial quadratic =
        Trial.initial(new Quadratic(1, 2), 1).with("curvature", 1.6).with("slope", 0.8, -0.4);
    assertThat(quadratic.energies(2, 1, 2)[0]).isCloseTo(0.8 * 5 + 0.8 - 0.8, within(1e-12));
    assertThat(quadratic.logIntegral(2, -12, 12, 300)).isCloseTo(quadratic.logZ(), within(1e-12));
    quadratic.assertHasTheGradient(Trial.doubles(new double[] {1, 2, -0.3, 0.5}, 2, 2));
    assertThat(Trial.initial(new Quadratic(0.3, 2), 1).parameter("curvature")[0])
        .isCloseTo(0.3, within(1e-7));
    assertThat(quadratic.with("curvature", -1).logZ()).isNaN();
  }

  @Test
  void refusesAValleyOfOneFeature() {
    assertThatThrownBy(() -> new Rosenbrock(1, 100, 1))
        .hasMessage("EBM-M008 energy 'rosenbrock': rows have one feature (it needs two or more)");
  }
}

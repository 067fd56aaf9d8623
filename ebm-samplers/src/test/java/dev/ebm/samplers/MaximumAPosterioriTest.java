package dev.ebm.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On U = (l x_0^2 + L x_1^2)/2 the errors have closed forms. */
class MaximumAPosterioriTest {

  private static final double SOFT = 0.25;
  private static final double STIFF = 4;
  private static final double ETA = 1 / STIFF;
  private static final double[] START = {2, -3};

  private static final EnergyFunction BOWL =
      EnergyFunction.of(
          x -> {
            Tensor soft = x.slice(1, 0, 1).square().mul(SOFT / 2);
            return soft.add(x.slice(1, 1, 2).square().mul(STIFF / 2)).sum(1);
          },
          Shape.of(2));

  /** A descent by its step size and momentum. */
  private interface Descent {
    Sampler of(double eta, double momentum);
  }

  private static final Descent MAP =
      (eta, mu) -> new MaximumAPosteriori(Schedule.constant(eta), Schedule.constant(mu), 1e-3);

  private static double[] after(int steps, Sampler descent) {
    return Run.of(DType.FLOAT64, descent, BOWL, Run.at(1, START), steps, 1).rows()[0];
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 60})
  void gradientDescentShrinksErrorsGeometrically(int steps) {
    assertShrinksErrorsGeometrically(MAP, steps);
  }

  private static void assertShrinksErrorsGeometrically(Descent descent, int steps) {
    double eta = 0.375;
    double[] x = after(steps, descent.of(eta, 0));
    assertThat(x[0]).isCloseTo(START[0] * Math.pow(1 - eta * SOFT, steps), within(1e-6));
    assertThat(x[1]).isCloseTo(START[1] * Math.pow(1 - eta * STIFF, steps), within(1e-6));
  }

  /**
   * With the momentum for the soft direction its recursion has the double root r = 1 - sqrt(l/L),
   * and the stiff error is gone after two steps.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 60})
  void nesterovsMomentumHasItsKnownRate(int steps) {
    assertHasNesterovsRate(MAP, steps);
  }

  private static void assertHasNesterovsRate(Descent descent, int steps) {
    double root = Math.sqrt(SOFT / STIFF);
    double momentum = (1 - root) / (1 + root);
    double r = 1 - root;
    double first = (1 + momentum) * (1 - ETA * SOFT) - momentum;
    double soft = START[0] * Math.pow(r, steps) * (1 + steps * (first / r - 1));
    double stiff = steps == 1 ? -momentum * START[1] : 0;
    double[] x = after(steps, descent.of(ETA, momentum));
    assertThat(x[0]).isCloseTo(soft, within(1e-6));
    assertThat(x[1]).isCloseTo(stiff, within(1e-6));
  }

  /**
   * The descent a second time.
   *
   * @param drift the gradient's factor, which is -1
   * @param polyak whether the gradient is that before the momentum, as in Polyak's heavy ball
   */
  private record Second(double eta, double momentum, double drift, boolean polyak)
      implements Sampler {
    @Override
    public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
      return Tree.of(POSITION, position).with("descended", position);
    }

    @Override
    public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
      Tensor y = state.get(POSITION);
      Tensor gradient = energy.gradient(polyak ? state.get("descended") : y);
      Tensor x = y.add(gradient.mul(drift * eta));
      Tensor next = x.add(x.sub(state.get("descended")).mul(momentum));
      return new Transition(Tree.of(POSITION, next).with("descended", x), Tree.empty());
    }
  }

  private static Descent second(double drift) {
    return (eta, momentum) -> new Second(eta, momentum, drift, false);
  }

  @Test
  void secondVersionPassesWithoutMistake() {
    for (int steps : new int[] {1, 2, 7, 60}) {
      assertShrinksErrorsGeometrically(second(-1), steps);
      assertHasNesterovsRate(second(-1), steps);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-2, -0.5, 1})
  void aGradientOfOtherSizeOrSignIsNoticed(double drift) {
    assertThatThrownBy(() -> assertShrinksErrorsGeometrically(second(drift), 2))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> assertHasNesterovsRate(second(drift), 2))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void anotherMomentumIsNoticed() {
    List<Descent> others =
        List.of(
            (eta, momentum) -> new Second(eta, 0, -1, false),
            (eta, momentum) -> new Second(eta, momentum, -1, true));
    for (Descent other : others) {
      assertThatThrownBy(() -> assertHasNesterovsRate(other, 2)).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void reportsHowFarItIs() {
    Sampler map = new MaximumAPosteriori(Schedule.constant(ETA), Schedule.constant(0), 0.6);
    double[][] starts = {{2, 0}, {4, 0}};
    Run run = Run.of(DType.FLOAT64, map, BOWL, Run.at(starts), 1, 1);
    assertThat(run.info("energy")).containsExactly(new double[] {0.5, 2}, within(1e-9));
    assertThat(run.info("gradient-norm")).containsExactly(new double[] {0.5, 1}, within(1e-9));
    assertThat(run.info("converged")).containsExactly(1, 0);
    assertThat(run.info("step-size")).containsExactly(ETA, ETA);
    assertThat(run.info("displacement")).containsExactly(new double[] {0.125, 0.25}, within(1e-9));
  }

  /** Each chain finds the minimum of its own side. */
  @Test
  void findsTheMinimumNearItsStart() {
    EnergyFunction wells = EnergyFunction.of(x -> x.square().sub(1).square().sum(1), Shape.of(1));
    Sampler map = new MaximumAPosteriori(Schedule.constant(0.02), Schedule.constant(0.5), 1e-4);
    double[][] starts = {{0.3}, {-1.5}};
    Run run = Run.of(DType.FLOAT64, map, wells, Run.at(starts), 300, 1);
    assertThat(run.columns()[0]).containsExactly(new double[] {1, -1}, within(1e-6));
  }
}

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
import dev.ebm.api.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MassAdaptationTest {

  private static final int ADAPT = 600;
  private static final double GROWTH = 1.01;

  /** Those that Stan prints for 1000 and for 150 steps; a short adaptation has one window. */
  @Test
  void hasTheWindowsOfStan() {
    assertThat(new MassAdaptation(1000).windows()).containsExactly(100, 150, 250, 450, 950);
    assertThat(new MassAdaptation(150).windows()).containsExactly(100);
    assertThat(new MassAdaptation(100).windows()).containsExactly(90);
    assertThat(new MassAdaptation(19).windows()).isEmpty();
    assertThat(new MassAdaptation(0).windows()).isEmpty();
  }

  /** A chain of known positions, x' = 1.01 x + 1, whose windows are shifted. */
  private record Known(MassAdaptation mass, int shift) implements Sampler {

    private static final StepSize SIZE = new StepSize(Schedule.constant(1), 150, 0.8);

    @Override
    public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
      Tree<Tensor> state = mass.start(SIZE.start(Tree.of(POSITION, position)));
      return state.with("step", state.get("step").add(shift));
    }

    @Override
    public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
      Tree<Tensor> moved = state.with(POSITION, next(state.get(POSITION)));
      return new Transition(StepCount.next(mass.adapted(moved, SIZE)), Tree.empty());
    }

    private static Tensor next(Tensor x) {
      return x.mul(GROWTH).add(1);
    }
  }

  /** The only window of 150 steps is that of 25 steps after the first 75. */
  private static void assertEstimatesTheVarianceOfItsWindow(int shift) {
    double[] window = new double[25];
    double x = 0;
    for (int step = 0; step < 100; step++) {
      x = GROWTH * x + 1;
      if (step >= 75) {
        window[step - 75] = x;
      }
    }
    double mean = Arrays.stream(window).average().orElseThrow();
    double squares = Arrays.stream(window).map(v -> (v - mean) * (v - mean)).sum();
    double shrunk = (25 * squares / 24 + 5 * 1e-3) / 30;
    Sampler known = new Known(new MassAdaptation(150), shift);
    for (int steps : new int[] {99, 100, 101, 150}) {
      Run run = Run.of(DType.FLOAT64, known, Mixture.normal(1).function(), Run.at(1, 0), steps, 1);
      double expected = steps < 100 ? 1 : shrunk;
      assertThat(run.columns("mass/inverse")[0][0]).isCloseTo(expected, within(1e-5 * expected));
    }
  }

  @Test
  void estimatesTheVarianceOfItsWindow() {
    assertEstimatesTheVarianceOfItsWindow(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void aWindowAStepEarlyOrLateIsNoticed(int shift) {
    assertThatThrownBy(() -> assertEstimatesTheVarianceOfItsWindow(shift))
        .isInstanceOf(AssertionError.class);
  }

  /**
   * Scales from 1 to 50. The last window has 300 steps: it shrinks by 1.7 %, and an estimate from
   * steps of which 20 count as one is too small by 6.7 % on average; the sum is allowed. What 500
   * chains leave of chance is far below.
   */
  @Test
  void findsTheVariances() {
    double[] variances = {0.01, 1, 25};
    Run run = adapted(Mixture.normal(variances), ADAPT);
    double[][] inverse = run.columns("mass/inverse");
    for (int j = 0; j < variances.length; j++) {
      double mean = Arrays.stream(inverse[j]).average().orElseThrow();
      assertThat(mean / variances[j]).isCloseTo(1, within(0.084));
    }
  }

  private static Run adapted(Mixture law, int steps) {
    Schedule one = Schedule.constant(1);
    Hmc hmc = new Hmc(Schedule.constant(0.05), 8, 0.2, one, ADAPT, 0.8, 1000);
    return Run.of(hmc, law.function(), Run.at(500, new double[law.features()]), steps, 1);
  }

  /** And it is the law's scale that they make one of: afterwards all features move alike. */
  @Test
  void isFrozenAfterwards() {
    Mixture law = Mixture.normal(0.01, 25);
    assertThat(adapted(law, ADAPT + 20).state().get("mass/inverse"))
        .isEqualTo(adapted(law, ADAPT).state().get("mass/inverse"));
  }

  /** From one point, with what each chain has learned, the chains reach their law. */
  @Test
  void chainsReachTheirLaw() {
    Mixture law = Mixture.normal(0.01, 1, 25);
    Run run = adapted(law, ADAPT + 60);
    law.assertDrawn(run.columns());
    assertThat(run.mean(Sampler.ACCEPTANCE)).isBetween(0.6, 0.95);
  }
}

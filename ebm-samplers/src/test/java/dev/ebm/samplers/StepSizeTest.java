package dev.ebm.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.Chains;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepSizeTest {

  private static final double FIRST = 0.3;
  private static final double TARGET = 0.6;
  private static final double WALK_TARGET = 0.234;
  private static final int ADAPT = 50;
  private static final int FEW = 10;
  private static final EnergyFunction ANY = Mixture.normal(1).function();
  private static final double[][] RATES = {{0.2}, {1}, {7}};

  /** A kernel whose acceptance is exp(-rate e), with the rate as its position. */
  private record Exponential(StepSize size) implements Sampler {
    @Override
    public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
      return size.start(Tree.of(POSITION, position));
    }

    @Override
    public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
      Tensor e = size.value(state);
      Tensor acceptance = state.get(POSITION).reshape(-1).mul(e).neg().exp();
      Tree<Tensor> next = StepCount.next(size.adapted(state, acceptance));
      return new Transition(next, Tree.empty());
    }
  }

  private static double[] after(int steps, int adapt) {
    StepSize size = new StepSize(Schedule.constant(FIRST), adapt, TARGET);
    Run run = Run.of(DType.FLOAT64, new Exponential(size), ANY, Run.at(RATES), steps, 1);
    return Arrays.stream(run.state().get("step-size/log").toDoubles()).map(Math::exp).toArray();
  }

  /** Equation 6 of Hoffman and Gelman as printed. */
  private static double published(double rate, int steps, int adapt) {
    double mu = Math.log(10 * FIRST);
    double h = 0;
    double x = Math.log(FIRST);
    double average = 0;
    for (int t = 1; t <= Math.min(steps, adapt); t++) {
      double alpha = Math.exp(-rate * Math.exp(x));
      h = (1 - 1 / (t + 10.0)) * h + 1 / (t + 10.0) * (TARGET - alpha);
      x = mu - Math.sqrt(t) / 0.05 * h;
      average = Math.pow(t, -0.75) * x + (1 - Math.pow(t, -0.75)) * average;
    }
    return Math.exp(steps < adapt ? x : average);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, ADAPT - 1, ADAPT, ADAPT + 1, ADAPT + 30})
  void followsThePublishedRecursionAndIsThenFrozen(int steps) {
    assertFollowsThePublishedRecursion(steps, ADAPT, ADAPT);
  }

  /** While a step still changes the average by half a percent. */
  @ParameterizedTest
  @ValueSource(ints = {FEW, FEW + 1, FEW + 30})
  void isFrozenNoStepEarlyOrLate(int steps) {
    assertFollowsThePublishedRecursion(steps, FEW, FEW);
    for (int other : new int[] {FEW - 1, FEW + 1}) {
      assertThatThrownBy(() -> assertFollowsThePublishedRecursion(steps, FEW, other))
          .isInstanceOf(AssertionError.class);
    }
  }

  private static void assertFollowsThePublishedRecursion(int steps, int adapt, int told) {
    double[] sizes = after(steps, told);
    for (int chain = 0; chain < RATES.length; chain++) {
      double expected = published(RATES[chain][0], steps, adapt);
      // The constants of a program are float32.
      assertThat(sizes[chain]).isCloseTo(expected, within(1e-4 * expected));
    }
  }

  /** The recursion's own error falls as the square root of its steps. */
  @Test
  void comesTwiceAsCloseInFourTimesTheSteps() {
    double[] few = after(100, 100);
    double[] many = after(400, 400);
    for (int chain = 0; chain < RATES.length; chain++) {
      double root = -Math.log(TARGET) / RATES[chain][0];
      assertThat(many[chain]).isCloseTo(root, within(0.02 * root));
      assertThat((many[chain] - root) / (few[chain] - root)).isCloseTo(0.5, within(0.1));
    }
  }

  /**
   * A random walk of scale s on N(0, 1) accepts 2/pi arctan(2/s) of its moves, so that what chains
   * accept with the step sizes that they found is known without error. Steps that vary around the
   * best one accept less or more than it, by an amount that falls as their variance does: as the
   * square root of the steps.
   */
  @Test
  void randomWalksFindTheirTarget() {
    double few = acceptedOnAverage(400);
    double many = acceptedOnAverage(1600);
    assertThat(many).isCloseTo(WALK_TARGET, within(0.02));
    assertThat((many - WALK_TARGET) / (few - WALK_TARGET)).isCloseTo(0.5, within(0.15));
  }

  private static double acceptedOnAverage(int adapt) {
    Mixture law = Mixture.normal(1);
    Schedule first = Schedule.constant(0.1);
    Sampler walk = new RandomWalkMetropolis(first, Schedule.constant(1), adapt, WALK_TARGET);
    Run run = Run.of(walk, law.function(), Run.at(key -> law.draws(key, 4_000)), adapt, 3);
    return Arrays.stream(run.state().get("step-size/log").toDoubles())
        .map(log -> 2 / Math.PI * Math.atan(2 / Math.exp(log)))
        .average()
        .orElseThrow();
  }

  /**
   * Mixing hardly changes over a tenth of acceptance; an error of half of that would not be noticed
   * by anybody. Half of the steps adapt.
   */
  @ParameterizedTest
  @MethodSource("adapting")
  void chainsAcceptWhatTheyAimAt(Sampler sampler, double target) {
    Mixture law = Mixture.SKEWED;
    Run.Start adapted =
        (kernel, energy, key) -> {
          Tree<Tensor> start = kernel.init(energy, law.draws(key, 1_000));
          return Chains.advance(kernel, energy, key.fold("adapt"), start, 1_000).state();
        };
    Run run = Run.of(sampler, law.function(), adapted, 200, 4);
    assertThat(run.mean(Sampler.ACCEPTANCE)).isCloseTo(target, within(0.05));
    assertThat(Arrays.stream(run.info(Sampler.STEP_SIZE)).distinct().count())
        .as("step sizes of chains of their own")
        .isGreaterThan(900);
  }

  static Stream<Arguments> adapting() {
    Schedule first = Schedule.constant(0.01);
    Schedule t = Schedule.constant(1);
    return Stream.of(
        Arguments.of(new Mala(first, t, 1_000, 0.574), 0.574),
        Arguments.of(new RandomWalkMetropolis(first, t, 1_000, 0.3), 0.3),
        Arguments.of(new Hmc(first, 5, 0.2, t, 1_000, 0.8, 1_000), 0.8));
  }

  @Test
  void isNotScheduledToo() {
    Schedule falling = new Schedule.Linear(1, 0.1, 10);
    assertThat(new Mala(falling, Schedule.constant(1), 0, TARGET).adapt()).isZero();
    assertThatThrownBy(() -> new Mala(falling, Schedule.constant(1), 5, TARGET))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot follow a schedule too");
  }
}

package dev.ebm.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Samplers over noise levels on a line with two modes of unequal weight, far apart. The law of a
 * chain after the pass is computed on a grid from the densities of the steps. Chains are compared
 * with it by the distance of distribution functions: by the inequality of Dvoretzky, Kiefer,
 * Wolfowitz and Massart it is above {@code KS} for one seed in a million, and a distance of twice
 * {@code KS} is noticed as surely. How far the law itself is from the data is the bias that the
 * finite schedule has, and is computed, not measured.
 */
class ModeWeightsTest {
  private static final int CHAINS = 100_000;
  private static final double KS = Math.sqrt(Math.log(2 / 1e-6) / (2 * CHAINS));
  private static final double MAX = 8;
  private static final double MIN = 0.3;
  private static final double END = 40;
  private static final double ETA = 0.015;
  private static final int LEVELS = 8;
  private static final int PER_LEVEL = 5;
  private static final int STEPS = 40;
  private static final Mixture DATA =
      new Mixture(
          new double[] {0.8, 0.2}, new double[][] {{-3}, {3}}, new double[][] {{0.1}, {0.1}});

  private static GridLaw target() {
    return GridLaw.of(END, x -> Math.exp(-DATA.smoothed(MIN).energy(new double[] {x})));
  }

  private static AnnealedLangevin annealed(int levels) {
    return new AnnealedLangevin(
        MAX, MIN, levels, PER_LEVEL, Schedule.constant(ETA), Schedule.constant(1));
  }

  private static ReverseSde reversed(NoiseProcess process, int steps) {
    return new ReverseSde(process, MAX, MIN, steps, 1, 0.16);
  }

  private static GridLaw law(NoiseLevels.Plan plan) {
    return plan.law(DATA, GridLaw.normal(END, plan.priorVariance()));
  }

  private static GridLaw law(AnnealedLangevin sampler) {
    return law(NoiseLevels.annealed(sampler, ETA, 1, sampler.levels() * PER_LEVEL));
  }

  private static GridLaw law(ReverseSde sampler) {
    return law(NoiseLevels.reversed(sampler, sampler.steps()));
  }

  private static void assertFollows(GridLaw law, Sampler sampler, int steps) {
    Run run = Run.of(sampler, DATA.function(), Run.at(CHAINS, 0), steps, 1);
    assertThat(law.distance(run.columns()[0])).isLessThan(KS);
  }

  @Test
  void annealedLangevinFollowsItsLaw() {
    AnnealedLangevin sampler = annealed(LEVELS);
    assertFollows(law(sampler), sampler, LEVELS * PER_LEVEL);
  }

  @ParameterizedTest
  @EnumSource
  void reverseSdeFollowsItsLaw(NoiseProcess process) {
    ReverseSde sampler = reversed(process, STEPS);
    assertFollows(law(sampler), sampler, STEPS);
  }

  /** Which about halves with twice the levels or steps, and is small from the start. */
  @Test
  void theirBiasFallsWithTheSteps() {
    double annealed = law(annealed(LEVELS)).distance(target());
    assertThat(law(annealed(2 * LEVELS)).distance(target()) / annealed).isBetween(0.4, 0.6);
    for (NoiseProcess process : NoiseProcess.values()) {
      double reversed = law(reversed(process, STEPS)).distance(target());
      assertThat(law(reversed(process, 2 * STEPS)).distance(target()) / reversed)
          .isBetween(0.4, 0.6);
    }
  }

  /** Plain Langevin at the smallest noise level shares the prior out by the sign of its draws. */
  @Test
  void theyFindTheWeightsThatPlainChainsDoNot() {
    NoiseLevels.Step[][] smallest = new NoiseLevels.Step[LEVELS * PER_LEVEL][];
    Arrays.fill(smallest, new NoiseLevels.Step[] {new NoiseLevels.Step(MIN, ETA, 2 * ETA)});
    GridLaw plain = law(new NoiseLevels.Plan(MAX * MAX, smallest));
    assertThat(plain.below(0)).isCloseTo(0.5, within(0.01));
    assertThat(law(annealed(2 * LEVELS)).below(0)).isGreaterThan(0.7);
    for (NoiseProcess process : NoiseProcess.values()) {
      assertThat(law(reversed(process, STEPS)).below(0)).isGreaterThan(0.77);
    }
  }
}

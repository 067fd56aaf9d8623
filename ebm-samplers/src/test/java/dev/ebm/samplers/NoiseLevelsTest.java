package dev.ebm.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.error.TensorException;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.samplers.NoiseLevels.Plan;
import dev.ebm.testkit.contract.ZTest;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Samplers over noise levels on normal data: every step is affine, so that mean and variance follow
 * an exact recursion, with which chains are compared in the first steps, in the pass, at its end
 * and beyond. Twenty moments fail falsely for one seed in a million together and notice, with 30
 * 000 chains, a mean wrong by 0.05 deviations or a variance by 7 %, once in a thousand not.
 */
class NoiseLevelsTest {

  private static final int CHAINS = 30_000;
  private static final double[] MEANS = {1, -0.5};
  private static final double[] VARIANCES = {0.3, 2};
  private static final Mixture DATA =
      new Mixture(new double[] {1}, new double[][] {MEANS}, new double[][] {VARIANCES});
  static final double MAX = 4;
  static final double MIN = 0.5;
  static final double T = 0.8;
  static final double ETA = 0.05;
  static final double SNR = 0.6;
  private static final int[] CHECKED = {1, 2, 5, 9, 14};

  static final AnnealedLangevin ANNEALED =
      new AnnealedLangevin(MAX, MIN, 3, 3, Schedule.constant(ETA), Schedule.constant(T));

  static ReverseSde reversal(NoiseProcess process, int correctors) {
    return new ReverseSde(process, MAX, MIN, 9, correctors, SNR);
  }

  private static void assertFollows(Sampler sampler, IntFunction<Plan> plans) {
    ZTest test = new ZTest(CHECKED.length * MEANS.length * 2);
    for (int steps : CHECKED) {
      Run run = Run.of(sampler, DATA.function(), Run.at(CHAINS, 100, 100), steps, 1);
      for (int j = 0; j < MEANS.length; j++) {
        NormalLaw law = plans.apply(steps).law(MEANS[j], VARIANCES[j]);
        double[] x = run.columns()[j];
        double[] squares = Arrays.stream(x).map(value -> Math.pow(value - law.mean(), 2)).toArray();
        String at = " of feature %d after %d steps".formatted(j, steps);
        test.assertMean("mean" + at, x, law.mean());
        test.assertMean("variance" + at, squares, law.variance());
      }
    }
  }

  private static void assertAnneals(Sampler sampler) {
    assertFollows(sampler, steps -> NoiseLevels.annealed(ANNEALED, ETA, T, steps));
  }

  private static void assertReverses(Sampler sampler, NoiseProcess process, int correctors) {
    ReverseSde sde = reversal(process, correctors);
    assertFollows(sampler, steps -> NoiseLevels.reversed(sde, steps));
  }

  @Test
  void annealedLangevinFollowsItsExactLaw() {
    assertAnneals(ANNEALED);
  }

  @ParameterizedTest
  @EnumSource
  void reverseSdeFollowsItsExactLaw(NoiseProcess process) {
    assertReverses(reversal(process, 0), process, 0);
    assertReverses(reversal(process, 2), process, 2);
  }

  @Test
  void secondVersionsPassWithoutFlaw() {
    assertAnneals(new FlawedAnnealing(FlawedAnnealing.Flaw.NONE));
    for (NoiseProcess process : NoiseProcess.values()) {
      for (int correctors = 0; correctors <= 2; correctors++) {
        Sampler second = new FlawedReversal(process, correctors, FlawedReversal.Flaw.NONE);
        assertReverses(second, process, correctors);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void flawsOfAnnealingAreNoticed(FlawedAnnealing.Flaw flaw) {
    assertThatThrownBy(() -> assertAnneals(new FlawedAnnealing(flaw)))
        .isInstanceOf(AssertionError.class);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void flawsOfReversalAreNoticed(FlawedReversal.Flaw flaw) {
    for (NoiseProcess process : NoiseProcess.values()) {
      Sampler flawed = new FlawedReversal(process, flaw.correctors(), flaw);
      assertThatThrownBy(() -> assertReverses(flawed, process, flaw.correctors()))
          .isInstanceOf(AssertionError.class);
    }
  }

  /**
   * What the exact law tends to: with many steps the smoothed data, by an error that falls as 1/N.
   */
  @ParameterizedTest
  @EnumSource
  void reverseSdeTendsToTheData(NoiseProcess process) {
    double coarse = errorOfVariance(process, 500);
    double fine = errorOfVariance(process, 1000);
    assertThat(fine / coarse).isCloseTo(0.5, within(0.02));
    assertThat(fine).isLessThan(0.01 * VARIANCES[1]);
  }

  private static double errorOfVariance(NoiseProcess process, int steps) {
    ReverseSde sde = new ReverseSde(process, 50, 0.01, steps, 0, SNR);
    double variance = NoiseLevels.reversed(sde, steps).law(MEANS[1], VARIANCES[1]).variance();
    return Math.abs(variance - VARIANCES[1] - 0.01 * 0.01);
  }

  @ParameterizedTest
  @MethodSource("overNoiseLevels")
  void reportsTheNoiseLevel(Sampler sampler) {
    Run first = Run.of(sampler, DATA.function(), Run.at(3, 0, 0), 1, 1);
    assertThat(first.mean("noise-level")).isBetween(MAX / 2, MAX + 1e-6);
    Run.Start late =
        (kernel, energy, key) -> {
          Tree<Tensor> state = kernel.init(energy, Tensors.zeros(Shape.of(3, 2)));
          return state.with("step", state.get("step").add(1000));
        };
    assertThat(Run.of(sampler, DATA.function(), late, 1, 1).info("noise-level"))
        .containsExactly(new double[] {MIN, MIN, MIN}, within(1e-6));
  }

  static Stream<Sampler> overNoiseLevels() {
    return Stream.of(ANNEALED, reversal(NoiseProcess.VE, 1), reversal(NoiseProcess.VP, 1));
  }

  @ParameterizedTest
  @MethodSource("overNoiseLevels")
  void needsAnEnergyWithACondition(Sampler sampler) {
    EnergyFunction plain = EnergyFunction.of(x -> x.square().sum(1), Shape.of(2));
    assertThatThrownBy(() -> Run.of(sampler, plain, Run.at(5, 0, 0), 1, 1))
        .isInstanceOf(TensorException.class)
        .hasMessageContaining("EBM-M005")
        .hasMessageContaining("takes no condition");
  }

  @Test
  void noiseHasToFall() {
    assertThatThrownBy(() -> new ReverseSde(NoiseProcess.VP, 1, 1, 9, 1, SNR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sigma-min 1.0 must be below sigma-max 1.0");
  }
}

package dev.ebm.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.TensorData;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** After its warm-up, and not a step before, a sampler's steps are what they are ever after. */
class WarmUpTest {

  private static final Mixture LAW = Mixture.SKEWED;
  private static final double SIGMA_MIN = 0.25;
  private static final int ADAPT = 7;

  private static Run run(Sampler sampler, int steps) {
    return Run.of(
        DType.FLOAT64, sampler, LAW.function(), Run.at(key -> LAW.draws(key, 20)), steps, 1);
  }

  /** Samplers that reach the last level in the first step at it, or a step before. */
  static Stream<Sampler> annealed() {
    Schedule size = Schedule.constant(0.01);
    return Stream.of(
        new AnnealedLangevin(4, SIGMA_MIN, 5, 3, size, Schedule.constant(1)),
        new ReverseSde(NoiseProcess.VE, 4, SIGMA_MIN, 8, 1, 0.2),
        new ReverseSde(NoiseProcess.VP, 4, SIGMA_MIN, 8, 0, 0.2));
  }

  /** The sum of noise levels over steps is their mean times their number. */
  private static double level(Sampler sampler, int step) {
    return (step + 1) * run(sampler, step + 1).mean(NoiseProcess.NOISE_LEVEL)
        - (step == 0 ? 0 : step * run(sampler, step).mean(NoiseProcess.NOISE_LEVEL));
  }

  @ParameterizedTest
  @MethodSource("annealed")
  void ofAnAnnealedSamplerIsOnePass(Sampler sampler) {
    int atTheLastLevel =
        sampler instanceof AnnealedLangevin annealed ? annealed.stepsPerLevel() : 1;
    int warmUp = sampler.warmUp();
    assertThat(sampler.kind()).isEqualTo(Sampler.Kind.ANNEALED);
    assertThat(level(sampler, warmUp - 1 - atTheLastLevel)).isGreaterThan(1.1 * SIGMA_MIN);
    for (int step : new int[] {warmUp - atTheLastLevel, warmUp - 1, warmUp, warmUp + 5}) {
      assertThat(level(sampler, step)).isBetween(SIGMA_MIN - 1e-6, SIGMA_MIN + 1e-6);
    }
  }

  static Stream<Sampler> adapting() {
    Schedule size = Schedule.constant(0.3);
    Schedule one = Schedule.constant(1);
    Sampler mala = new Mala(size, one, ADAPT, 0.5);
    return Stream.of(
        mala,
        new RandomWalkMetropolis(size, one, ADAPT, 0.3),
        new Hmc(size, 3, 0.2, one, ADAPT, 0.8, 1000),
        new ParallelTempering(mala, 3, one, 4, 1),
        new ParallelTempering(mala, 3, one, 4, 3),
        new ParallelTempering(mala, 3, one, 4, ADAPT),
        new ParallelTempering(mala, 3, one, 4, 10));
  }

  private static double[] size(Sampler sampler, int steps) {
    Tree<TensorData> state = run(sampler, steps).state();
    String of = sampler instanceof ParallelTempering ? "kernel/" : "";
    return state.get(of + "step-size/log").toDoubles();
  }

  @ParameterizedTest
  @MethodSource("adapting")
  void ofAnAdaptingSamplerIsItsAdaptation(Sampler sampler) {
    int warmUp = sampler.warmUp();
    double[] kept = size(sampler, warmUp);
    assertThat(warmUp).isPositive().isLessThanOrEqualTo(ADAPT);
    assertThat(size(sampler, warmUp + 1)).containsExactly(kept);
    assertThat(size(sampler, warmUp + 9)).containsExactly(kept);
    if (warmUp > 1) {
      assertThat(size(sampler, warmUp - 1)).isNotEqualTo(kept);
    }
  }

  @Test
  void ofOthersIsNone() {
    Stream.of(
            new Langevin(0.1, 1),
            new Mala(0.1, 1),
            new RandomWalkMetropolis(0.1, 1),
            new Hmc(0.1, 3, 1),
            new ParallelTempering(new Mala(0.1, 1), 3, Schedule.constant(1), 4, 2))
        .forEach(
            sampler -> {
              assertThat(sampler.warmUp()).isZero();
              assertThat(sampler.kind()).isEqualTo(Sampler.Kind.KERNEL);
            });
  }
}

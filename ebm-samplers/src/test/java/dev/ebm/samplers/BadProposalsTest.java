package dev.ebm.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.method.Chains;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.testkit.contract.ZTest;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Proposals that are no numbers are rejected and counted; nothing else hides one. */
class BadProposalsTest {

  private static final int CHAINS = 50_000;

  static List<Sampler> kernels() {
    return List.of(new Mala(0.05, 1), new RandomWalkMetropolis(0.7, 1), new Hmc(0.3, 3, 1));
  }

  /**
   * p is proportional to 1 - x^2, of variance 1/5; outside of (-1, 1) U is the log of a negative.
   */
  private static final EnergyFunction ARCH =
      EnergyFunction.of(x -> x.square().neg().add(1).log().neg().sum(1), Shape.of(1));

  /** Exact draws: the median of three uniform numbers on (-1, 1). */
  private static Run.Start exact() {
    return Run.at(
        key -> {
          Tensor u = key.uniform(CHAINS, 3).mul(2).sub(1);
          Tensor low = u.min(1);
          Tensor high = u.max(1);
          return u.sum(1).sub(low).sub(high).expandDims(1);
        });
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void rejectsAndCountsWhatIsNotANumber(Sampler kernel) {
    assertRejectsAndCountsWhatIsNotANumber(kernel);
  }

  private static void assertRejectsAndCountsWhatIsNotANumber(Sampler kernel) {
    Run run = Run.of(kernel, ARCH, exact(), 20, 1);
    double[] x = run.columns()[0];
    ZTest test = new ZTest(2);
    test.assertMean("x", x, 0);
    test.assertMean("x^2", Arrays.stream(x).map(v -> v * v).toArray(), 0.2);
    assertThat(run.mean(Decision.REJECTED_NAN)).isGreaterThan(0.01);
    assertThat(Arrays.stream(x).allMatch(v -> Math.abs(v) < 1)).isTrue();
  }

  /** A half-normal law behind a wall of infinite energy. */
  @ParameterizedTest
  @MethodSource("kernels")
  void rejectsAWallWithoutCountingIt(Sampler kernel) {
    assertRejectsAWallWithoutCountingIt(kernel);
  }

  private static void assertRejectsAWallWithoutCountingIt(Sampler kernel) {
    EnergyFunction wall =
        EnergyFunction.of(
            x -> {
              Tensor row = x.reshape(x.dim(0));
              return Tensors.where(
                  row.lt(0), Tensors.constant(Double.POSITIVE_INFINITY), row.square().div(2));
            },
            Shape.of(1));
    Run run = Run.of(kernel, wall, Run.at(key -> key.normal(CHAINS, 1).abs()), 20, 2);
    double[] x = run.columns()[0];
    ZTest test = new ZTest(2);
    test.assertMean("x", x, Math.sqrt(2 / Math.PI));
    test.assertMean("x^2", Arrays.stream(x).map(v -> v * v).toArray(), 1);
    assertThat(run.mean(Sampler.ACCEPTANCE)).isLessThan(0.999);
    assertThat(run.mean(Decision.REJECTED_NAN)).isEqualTo(0);
  }

  /** An energy without bottom is a mistake of the energy, not a very likely place. */
  @ParameterizedTest
  @MethodSource("kernels")
  void rejectsAnEnergyOfMinusInfinity(Sampler kernel) {
    assertRejectsAnEnergyOfMinusInfinity(kernel);
  }

  private static void assertRejectsAnEnergyOfMinusInfinity(Sampler kernel) {
    EnergyFunction pit =
        EnergyFunction.of(
            x -> {
              Tensor row = x.reshape(x.dim(0));
              return Tensors.where(
                  row.lt(0), Tensors.constant(Double.NEGATIVE_INFINITY), row.square().div(2));
            },
            Shape.of(1));
    Run run = Run.of(kernel, pit, Run.at(1000, 0.2), 20, 3);
    assertThat(Arrays.stream(run.columns()[0]).min().orElseThrow()).isGreaterThanOrEqualTo(0);
    assertThat(run.mean(Decision.REJECTED_NAN)).isGreaterThan(0.01);
  }

  private static Stream<Sampler> secondVersions(Mistake mistake) {
    return Stream.of(
        new FlawedMala(0.05, 1, mistake),
        new FlawedWalk(0.7, 1, mistake),
        new FlawedHmc(0.3, 3, 1, 1, mistake));
  }

  private static void assertNotices(Consumer<Sampler> claim, Mistake... mistakes) {
    secondVersions(Mistake.NONE).forEach(claim);
    Stream.of(mistakes)
        .flatMap(BadProposalsTest::secondVersions)
        .forEach(
            kernel ->
                assertThatThrownBy(() -> claim.accept(kernel), "%s", kernel)
                    .isInstanceOf(AssertionError.class));
  }

  @Test
  void noticesWhatIsAcceptedOrMiscounted() {
    assertNotices(
        BadProposalsTest::assertRejectsAndCountsWhatIsNotANumber,
        Mistake.ALWAYS_ACCEPTED,
        Mistake.NAN_ACCEPTED,
        Mistake.NAN_NOT_COUNTED);
    assertNotices(
        BadProposalsTest::assertRejectsAWallWithoutCountingIt,
        Mistake.ALWAYS_ACCEPTED,
        Mistake.WALL_ACCEPTED,
        Mistake.WALL_COUNTED);
    assertNotices(
        BadProposalsTest::assertRejectsAnEnergyOfMinusInfinity,
        Mistake.ALWAYS_ACCEPTED,
        Mistake.PIT_ACCEPTED,
        Mistake.PIT_NOT_COUNTED);
  }

  @Test
  void countsTrajectoriesThatDiverge() {
    Mixture law = Mixture.normal(1);
    Run stable = Run.of(new Hmc(0.5, 10, 1), law.function(), Run.at(1000, 1), 5, 4);
    assertThat(stable.mean("divergent")).isEqualTo(0);
    Run unstable = Run.of(new Hmc(4, 10, 1), law.function(), Run.at(1000, 1), 5, 4);
    assertThat(unstable.mean("divergent")).isGreaterThan(0.9);
    assertThat(unstable.columns()[0]).doesNotContain(Double.NaN);
  }

  /** Kernels without acceptance lose their chains openly, so that the run ends with EBM-N002. */
  @ParameterizedTest
  @MethodSource("unadjusted")
  void unadjustedChainsAreLostOpenly(Sampler sampler) {
    EnergyFunction dome =
        EnergyFunction.of(x -> x.square().neg().add(1).sqrt().neg().sum(1), Shape.of(1));
    Run run = Run.of(sampler, dome, Run.at(100, 0.9), 50, 5);
    assertThat(run.mean(Chains.FINITE)).isLessThan(0.99);
  }

  static List<Sampler> unadjusted() {
    return List.of(new Langevin(0.5, 1), new UnderdampedLangevin(1, 1, 1));
  }
}

package dev.ebm.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.hipparchus.stat.StatUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConvergenceTest {

  private static final int REPETITIONS = 50;

  /** Stationary autoregressive chains of unit variance and correlation rho^lag. */
  private static double[][] chains(Random random, int chains, int draws, double rho) {
    double[][] all = new double[chains][draws];
    for (double[] chain : all) {
      double x = random.nextGaussian();
      for (int i = 0; i < draws; i++) {
        chain[i] = x;
        x = rho * x + Math.sqrt(1 - rho * rho) * random.nextGaussian();
      }
    }
    return all;
  }

  private static double[][] independent(int chains, int draws) {
    return chains(new Random(1), chains, draws, 0);
  }

  /**
   * The mean estimate of repeated chains in units of what it should be is 1, up to 2 % for the
   * cut-off of the sum and 4.89 standard errors, which chance exceeds once in a million.
   */
  private static void assertKnown(double rho, ToDoubleFunction<double[][]> effective) {
    Random random = new Random(2);
    double[] parts = new double[REPETITIONS];
    Arrays.setAll(
        parts,
        r ->
            effective.applyAsDouble(chains(random, 4, 4_000, rho))
                / (16_000 * (1 - rho) / (1 + rho)));
    double error = Math.sqrt(StatUtils.variance(parts) / REPETITIONS);
    assertThat(error).isLessThan(0.02);
    assertThat(StatUtils.mean(parts)).isCloseTo(1, within(0.02 + 4.89 * error));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.6, 0.9, -0.3})
  void effectiveSampleSizeOfAutoregressiveChainsIsKnown(double rho) {
    assertKnown(rho, chains -> Convergence.of(chains).bulk());
    assertKnown(rho, chains -> Convergence.effective(Convergence.halves(chains)));
  }

  @Test
  void tailsOfIndependentDrawsAreWorthTheirNumber() {
    assertKnown(0, chains -> Convergence.of(chains).tail());
  }

  @Test
  void mistakesInTheEffectiveSampleSizeAreNoticed() {
    assertNoticed(0, chains -> Convergence.effective(new double[][] {chains[0]}));
    assertNoticed(0.6, chains -> 2 * Convergence.of(chains).bulk());
    // the correlations of the first lag alone
    assertNoticed(0.6, chains -> 16_000 / (1 + 2 * 0.6));
    // the sum from lag 0 instead of 1
    assertNoticed(0.3, chains -> 16_000 / (16_000 / Convergence.of(chains).bulk() + 1));
  }

  private static void assertNoticed(double rho, ToDoubleFunction<double[][]> mistaken) {
    assertThatThrownBy(() -> assertKnown(rho, mistaken)).isInstanceOf(AssertionError.class);
  }

  @Test
  void independentChainsAgree() {
    Convergence convergence = Convergence.of(independent(4, 4_000));
    assertThat(convergence.rHat()).isBetween(0.999, 1.005);
    Convergence heavyTailed =
        Convergence.of(map(independent(4, 4_000), x -> 1 / x)); // no mean and no variance
    assertThat(heavyTailed.rHat()).isBetween(0.999, 1.005);
  }

  private static double[][] map(
      double[][] chains, java.util.function.DoubleUnaryOperator function) {
    return Arrays.stream(chains)
        .map(chain -> DoubleStream.of(chain).map(function).toArray())
        .toArray(double[][]::new);
  }

  /** Ranks do not change under a rising function. */
  @Test
  void dependsOnRanksAlone() {
    double[][] chains = chains(new Random(3), 3, 200, 0.5);
    Convergence convergence = Convergence.of(chains);
    Convergence stretched = Convergence.of(map(chains, x -> Math.exp(3 * x)));
    assertThat(stretched.bulk()).isEqualTo(convergence.bulk());
    assertThat(stretched.tail()).isEqualTo(convergence.tail());
  }

  /** Means 1.5 and 3.5, variances 1/2: W = 1/2, B/n = 2. */
  @Test
  void rHatIsTheRootOfTotalOverWithin() {
    double[][] chains = {{1, 2}, {3, 4}};
    assertThat(Convergence.rHat(chains)).isCloseTo(Math.sqrt((0.25 + 2) / 0.5), within(1e-12));
  }

  @Test
  void shiftedChainsDisagreeAndAreWorthLittle() {
    double[][] chains = independent(4, 1_000);
    chains[0] = DoubleStream.of(chains[0]).map(x -> x + 1).toArray();
    assertThat(Convergence.of(chains).rHat()).isGreaterThan(1.05);
    assertThat(Convergence.of(chains).bulk()).isLessThan(100);
    chains[0] = DoubleStream.of(chains[0]).map(x -> x + 10).toArray();
    assertThat(Convergence.of(chains).rHat()).isGreaterThan(1.5);
    assertThat(Convergence.of(chains).bulk()).isLessThan(10);
  }

  /** Each chain alone looks fine, so that adding their own sizes would not notice. */
  @Test
  void chainsOfDifferentScaleDisagreeInTheirTails() {
    double[][] chains = independent(4, 1_000);
    chains[0] = DoubleStream.of(chains[0]).map(x -> 4 * x).toArray();
    Convergence convergence = Convergence.of(chains);
    assertThat(Convergence.rHat(Convergence.halves(chains))).isLessThan(1.01);
    assertThat(convergence.rHat()).isGreaterThan(1.1);
    assertThat(convergence.tail()).isLessThan(100);
  }

  /** All chains drift alike, so that their whole means agree. */
  @Test
  void chainsThatDriftDisagreeWithThemselves() {
    double[][] chains = independent(4, 1_000);
    for (double[] chain : chains) {
      Arrays.setAll(chain, i -> chain[i] + i * 2.0 / 1_000);
    }
    assertThat(Convergence.rHat(chains)).isLessThan(1.01);
    assertThat(Convergence.of(chains).rHat()).isGreaterThan(1.05);
  }

  /** Of 2000 R-hats of independent draws the largest is below the bound, and near to it. */
  @ParameterizedTest
  @CsvSource({"4, 10", "4, 100", "100, 4"})
  void boundOfChanceIsThatOfIndependentDraws(int chains, int kept) {
    Random random = new Random(6);
    double[] excess = new double[2_000];
    Arrays.setAll(excess, r -> Convergence.of(chains(random, chains, kept, 0)).rHat() - 1);
    double bound = Convergence.chance(chains, kept, 2) - 1;
    assertThat(StatUtils.max(excess)).isBetween(bound / 2, bound);
  }

  @Test
  void equalDrawsTellNothing() {
    double[][] constant = new double[4][100];
    assertUnknown(constant);
  }

  @Test
  void chainsThatStandStillApartAreWorthLittle() {
    double[][] chains = new double[4][100];
    for (int c = 0; c < 4; c++) {
      Arrays.fill(chains[c], c);
    }
    Convergence convergence = Convergence.of(chains);
    assertThat(convergence.rHat()).isInfinite();
    assertThat(convergence.bulk()).isLessThan(8);
    assertThat(convergence.tail()).isLessThan(8);
  }

  @Test
  void oneNumberThatIsNotFiniteMakesAllUnknown() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      double[][] chains = independent(4, 100);
      chains[2][50] = bad;
      assertUnknown(chains);
    }
    Convergence fine = Convergence.of(independent(4, 100));
    Convergence unknown = new Convergence(Double.NaN, Double.NaN, Double.NaN);
    assertThat(fine.worse(unknown)).isEqualTo(unknown);
    assertThat(unknown.worse(fine)).isEqualTo(unknown);
  }

  private static void assertUnknown(double[][] chains) {
    Convergence convergence = Convergence.of(chains);
    assertThat(convergence.rHat()).isNaN();
    assertThat(convergence.bulk()).isNaN();
    assertThat(convergence.tail()).isNaN();
  }

  @Test
  void antitheticDrawsAreWorthMoreWithinABound() {
    double[][] chains = chains(new Random(4), 4, 1_000, -0.95);
    double bulk = Convergence.of(chains).bulk();
    assertThat(bulk).isGreaterThan(8_000).isLessThanOrEqualTo(4_000 * Math.log10(4_000));
  }

  @Test
  void leavesOutTheMiddleDrawOfAnOddNumber() {
    assertThat(Convergence.halves(new double[][] {{1, 2, 3, 4, 5}}))
        .isDeepEqualTo(new double[][] {{1, 2}, {4, 5}});
  }

  /** The deviation of the mean of 50 repetitions is known to 10 %, twice that is allowed. */
  @Test
  void standardErrorIsTheDeviationOfTheMean() {
    Random random = new Random(5);
    int repetitions = 1_000;
    double squares = 0;
    double claimed = 0;
    for (int r = 0; r < repetitions; r++) {
      double[][] chains = chains(random, 4, 500, 0.7);
      double mean = Arrays.stream(chains).flatMapToDouble(DoubleStream::of).average().orElseThrow();
      squares += mean * mean;
      claimed += Math.pow(Convergence.standardError(chains), 2);
    }
    assertThat(Math.sqrt(claimed / squares)).isBetween(0.88, 1.12);
  }
}

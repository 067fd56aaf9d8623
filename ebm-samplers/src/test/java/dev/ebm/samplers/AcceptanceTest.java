package dev.ebm.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.testkit.contract.ZTest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What kernels say about acceptance, against formulas computed from where they went. */
class AcceptanceTest {

  private static final int CHAINS = 500;
  private static final double T = 0.7;
  private static final double ETA = 0.6;
  private static final double SIZE = 0.9;
  private static final int LEAPFROGS = 3;

  private static double[][] starts(int d) {
    Random random = new Random(1);
    double[][] rows = new double[CHAINS][d];
    for (double[] row : rows) {
      Arrays.setAll(row, j -> (float) (1.5 * random.nextGaussian()));
    }
    return rows;
  }

  /** The probability that a formula gives for a move. */
  private interface Formula {
    double probability(double[] from, double[] to);
  }

  /** Compares where a chain moved; elsewhere the proposal is not known. */
  private static void assertAcceptance(
      Sampler sampler, EnergyFunction energy, int d, Formula formula) {
    double[][] before = starts(d);
    Run run = Run.of(DType.FLOAT64, sampler, energy, Run.at(before), 1, 3);
    double[][] after = run.rows();
    int moved = 0;
    int uncertain = 0;
    for (int chain = 0; chain < CHAINS; chain++) {
      if (!Arrays.equals(before[chain], after[chain])) {
        double acceptance = run.info(Sampler.ACCEPTANCE)[chain];
        double expected = Math.min(1, formula.probability(before[chain], after[chain]));
        assertThat(acceptance).isCloseTo(expected, within(1e-6));
        moved++;
        uncertain += expected < 0.9 ? 1 : 0;
      }
    }
    assertThat(moved).isBetween(CHAINS / 5, CHAINS - 1);
    assertThat(uncertain).isGreaterThan(CHAINS / 20);
  }

  @Test
  void malaWeighsBothProposals() {
    assertWeighsBothProposals(new Mala(ETA, T));
  }

  private static void assertWeighsBothProposals(Sampler sampler) {
    Mixture law = Mixture.SKEWED;
    assertAcceptance(
        sampler,
        law.function(),
        2,
        (x, y) ->
            Math.exp(
                (law.energy(x) - law.energy(y)) / T
                    + logProposal(law, y, x)
                    - logProposal(law, x, y)));
  }

  private static double logProposal(Mixture law, double[] from, double[] to) {
    double[] gradient = law.gradient(from);
    double squares = 0;
    for (int j = 0; j < from.length; j++) {
      squares += Math.pow(to[j] - from[j] + ETA * gradient[j], 2);
    }
    return -squares / (4 * ETA * T);
  }

  @Test
  void randomWalkWeighsTheEnergies() {
    assertWeighsTheEnergies(new RandomWalkMetropolis(1, T));
  }

  private static void assertWeighsTheEnergies(Sampler sampler) {
    Mixture law = Mixture.SKEWED;
    assertAcceptance(
        sampler, law.function(), 2, (x, y) -> Math.exp((law.energy(x) - law.energy(y)) / T));
  }

  /**
   * On U = k x^2/2 a trajectory is a power of a 2x2 matrix, from which the momenta at both ends
   * follow from where they are.
   */
  @Test
  void hmcWeighsTheHamiltonians() {
    assertWeighsTheHamiltonians(
        new Hmc(Schedule.constant(SIZE), LEAPFROGS, 0, Schedule.constant(T), 0, 0.8, 1000));
  }

  private static void assertWeighsTheHamiltonians(Sampler sampler) {
    double k = 2.5;
    double e = SIZE;
    double[][] kick = {{1, 0}, {-e / 2 * k, 1}};
    double[][] drift = {{1, e}, {0, 1}};
    double[][] m = {{1, 0}, {0, 1}};
    for (int i = 0; i < LEAPFROGS; i++) {
      m = product(kick, product(drift, product(kick, m)));
    }
    double[][] flow = m;
    assertAcceptance(
        sampler,
        EnergyFunction.of(x -> x.square().sum(1).mul(k / 2), Shape.of(1)),
        1,
        (x, y) -> {
          double p = (y[0] - flow[0][0] * x[0]) / flow[0][1];
          double q = flow[1][0] * x[0] + flow[1][1] * p;
          double gap = k * (y[0] * y[0] - x[0] * x[0]) / 2 + (q * q - p * p) / 2;
          return Math.exp(-gap / T);
        });
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] c = new double[2][2];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        c[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j];
      }
    }
    return c;
  }

  /** One leapfrog step of size e is a Langevin proposal with eta = e^2/2. */
  @Test
  void hmcOfOneStepAcceptsAsMala() {
    Schedule e = Schedule.constant(Math.sqrt(2 * ETA));
    assertWeighsBothProposals(new Hmc(e, 1, 0, Schedule.constant(T), 0, 0.8, 1000));
  }

  /** A second version with one of its mistakes, and what holds without it. */
  private record Flawed(Function<Mistake, Sampler> kernel, Consumer<Sampler> claim) {}

  private static final Flawed MALA =
      new Flawed(
          mistake -> new FlawedMala(ETA, T, mistake), AcceptanceTest::assertWeighsBothProposals);
  private static final Flawed WALK =
      new Flawed(mistake -> new FlawedWalk(1, T, mistake), AcceptanceTest::assertWeighsTheEnergies);
  private static final Flawed HMC =
      new Flawed(
          mistake -> new FlawedHmc(SIZE, LEAPFROGS, 1, T, mistake),
          AcceptanceTest::assertWeighsTheHamiltonians);

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(MALA, Mistake.ALWAYS_ACCEPTED),
        Arguments.of(MALA, Mistake.REVERSE_PROPOSAL_MISSING),
        Arguments.of(MALA, Mistake.TEMPERATURE_IGNORED),
        Arguments.of(WALK, Mistake.ALWAYS_ACCEPTED),
        Arguments.of(WALK, Mistake.RATIO_UPSIDE_DOWN),
        Arguments.of(WALK, Mistake.TEMPERATURE_IGNORED),
        Arguments.of(HMC, Mistake.ALWAYS_ACCEPTED),
        Arguments.of(HMC, Mistake.KINETIC_ENERGY_FORGOTTEN));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakesAreNoticed(Flawed flawed, Mistake mistake) {
    flawed.claim.accept(flawed.kernel.apply(Mistake.NONE));
    assertThatThrownBy(() -> flawed.claim.accept(flawed.kernel.apply(mistake)))
        .isInstanceOf(AssertionError.class);
  }

  /** The mean acceptance of a random walk of scale s on N(0, 1) is 2/pi arctan(2/s). */
  @Test
  void randomWalkAcceptsAsOftenAsKnown() {
    Mixture law = Mixture.normal(1);
    Run run =
        Run.of(
            new RandomWalkMetropolis(1.7, 1),
            law.function(),
            Run.at(key -> law.draws(key, 100_000)),
            1,
            4);
    new ZTest(1)
        .assertMean("acceptance", run.info(Sampler.ACCEPTANCE), 2 / Math.PI * Math.atan(2 / 1.7));
  }

  /** So that the number that is averaged is not only right but acted on. */
  @ParameterizedTest
  @MethodSource("kernels")
  void chainsMoveAsOftenAsTheySay(Sampler kernel) {
    assertMovesAsOftenAsItSays(kernel);
  }

  static Stream<Sampler> kernels() {
    return Stream.of(new Mala(0.6, 1), new RandomWalkMetropolis(1, 1), new Hmc(0.9, 3, 1));
  }

  private static void assertMovesAsOftenAsItSays(Sampler kernel) {
    Mixture law = Mixture.SKEWED;
    Run run = Run.of(kernel, law.function(), Run.at(key -> law.draws(key, 100_000)), 1, 5);
    double[] moved = run.info(Sampler.DISPLACEMENT);
    double[] acceptance = run.info(Sampler.ACCEPTANCE);
    double[] gaps = new double[moved.length];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = (moved[i] > 0 ? 1 : 0) - acceptance[i];
    }
    new ZTest(1).assertMean("moves beyond acceptance", gaps, 0);
  }

  @Test
  void chainsThatMoveMoreOftenAreNoticed() {
    for (Flawed flawed : List.of(MALA, WALK, HMC)) {
      assertMovesAsOftenAsItSays(flawed.kernel.apply(Mistake.NONE));
      assertThatThrownBy(
              () -> assertMovesAsOftenAsItSays(flawed.kernel.apply(Mistake.ALWAYS_ACCEPTED)))
          .isInstanceOf(AssertionError.class);
    }
  }
}

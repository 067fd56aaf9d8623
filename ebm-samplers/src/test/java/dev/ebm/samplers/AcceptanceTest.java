package dev.ebm.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.testkit.contract.ZTest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What kernels say about acceptance, against formulas computed from where they went. */
class AcceptanceTest {

  private static final int CHAINS = 500;
  private static final double T = 0.7;

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
    Mixture law = Mixture.SKEWED;
    double eta = 0.6;
    assertAcceptance(
        new Mala(eta, T),
        law.function(),
        2,
        (x, y) ->
            Math.exp(
                (law.energy(x) - law.energy(y)) / T
                    + logProposal(law, y, x, eta)
                    - logProposal(law, x, y, eta)));
  }

  private static double logProposal(Mixture law, double[] from, double[] to, double eta) {
    double[] gradient = law.gradient(from);
    double squares = 0;
    for (int j = 0; j < from.length; j++) {
      squares += Math.pow(to[j] - from[j] + eta * gradient[j], 2);
    }
    return -squares / (4 * eta * T);
  }

  @Test
  void randomWalkWeighsTheEnergies() {
    Mixture law = Mixture.SKEWED;
    assertAcceptance(
        new RandomWalkMetropolis(1, T),
        law.function(),
        2,
        (x, y) -> Math.exp((law.energy(x) - law.energy(y)) / T));
  }

  /**
   * On U = k x^2/2 a trajectory is a power of a 2x2 matrix, from which the momenta at both ends
   * follow from where they are.
   */
  @Test
  void hmcWeighsTheHamiltonians() {
    double k = 2.5;
    double e = 0.9;
    int steps = 3;
    double[][] kick = {{1, 0}, {-e / 2 * k, 1}};
    double[][] drift = {{1, e}, {0, 1}};
    double[][] m = {{1, 0}, {0, 1}};
    for (int i = 0; i < steps; i++) {
      m = product(kick, product(drift, product(kick, m)));
    }
    double[][] flow = m;
    assertAcceptance(
        new Hmc(Schedule.constant(e), steps, 0, Schedule.constant(T), 0, 0.8, 1000),
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
    Mixture law = Mixture.SKEWED;
    double eta = 0.6;
    double e = Math.sqrt(2 * eta);
    assertAcceptance(
        new Hmc(Schedule.constant(e), 1, 0, Schedule.constant(T), 0, 0.8, 1000),
        law.function(),
        2,
        (x, y) ->
            Math.exp(
                (law.energy(x) - law.energy(y)) / T
                    + logProposal(law, y, x, eta)
                    - logProposal(law, x, y, eta)));
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
  @Test
  void chainsMoveAsOftenAsTheySay() {
    Mixture law = Mixture.SKEWED;
    for (Sampler kernel : new Sampler[] {new Mala(0.6, 1), new RandomWalkMetropolis(1, 1)}) {
      Run run = Run.of(kernel, law.function(), Run.at(key -> law.draws(key, 100_000)), 1, 5);
      double[] moved = run.info(Sampler.DISPLACEMENT);
      double[] acceptance = run.info(Sampler.ACCEPTANCE);
      double[] gaps = new double[moved.length];
      for (int i = 0; i < gaps.length; i++) {
        gaps[i] = (moved[i] > 0 ? 1 : 0) - acceptance[i];
      }
      new ZTest(1).assertMean("moves beyond acceptance", gaps, 0);
    }
  }
}

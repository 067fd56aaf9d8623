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
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.testkit.contract.ZTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParallelTemperingTest {

  private static final int CHAINS = 30_000;
  private static final double COLD = 0.5;
  private static final double HOT = 13.5;

  /** Geometric from {@link #COLD} to {@link #HOT}. */
  private static final List<Double> TEMPERATURES = List.of(0.5, 1.5, 4.5, 13.5);

  private static final Mixture LAW = Mixture.normal(0.4, 2);

  /** Where numbers drawn with one key for two purposes belong to the same chain. */
  private static final Mixture LINE = Mixture.normal(0.4);

  /** A kernel that leaves its chains where they are. */
  private record Still() implements Sampler {
    @Override
    public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
      return new Transition(state, Tree.empty());
    }
  }

  private static ParallelTempering tempering(Sampler kernel, int swapEvery) {
    return new ParallelTempering(
        kernel, TEMPERATURES.size(), Schedule.constant(COLD), HOT, swapEvery);
  }

  /** All replicas from their laws: normal, with the temperature times the variance. */
  private static List<Tensor> draws(Mixture law, Key key) {
    List<Tensor> replicas = new ArrayList<>();
    for (int k = 0; k < TEMPERATURES.size(); k++) {
      replicas.add(law.draws(key.fold(k), CHAINS).mul(Math.sqrt(TEMPERATURES.get(k))));
    }
    return replicas;
  }

  private static Run.Start exact(Mixture law) {
    return (sampler, energy, key) -> {
      List<Tensor> replicas = draws(law, key);
      Tensor hotter = Tensors.stack(1, replicas.subList(1, replicas.size()));
      return sampler.init(energy, replicas.get(0)).with("replicas", hotter);
    };
  }

  /** With the energies that a kernel remembers, in units of the temperature. */
  private static Run.Start remembering(Mixture law) {
    return (sampler, energy, key) -> {
      List<Tensor> replicas = draws(law, key);
      List<Tensor> energies = new ArrayList<>();
      for (int k = 0; k < TEMPERATURES.size(); k++) {
        energies.add(energy.of(replicas.get(k)).div(TEMPERATURES.get(k)));
      }
      Tree<Tensor> state = exact(law).of(sampler, energy, key);
      return state.with("kernel/energy", Tensors.stack(1, energies));
    };
  }

  private static void assertKeepsAllLaws(Sampler sampler) {
    assertKeepsAllLaws(sampler, LAW, exact(LAW));
  }

  /**
   * Mean, mean square and mean fourth power of each feature of each replica, and products of the
   * energies of two replicas, which are independent. With two features, thirty comparisons together
   * fail falsely for one seed in a million and notice, with 30 000 chains, a mean wrong by 0.05
   * deviations, a variance by 7 % or a correlation of energies of 0.05, once in a thousand not.
   */
  private static void assertKeepsAllLaws(Sampler sampler, Mixture law, Run.Start start) {
    Run run = Run.of(sampler, law.function(), start, 5, 1);
    int d = law.features();
    int replicas = TEMPERATURES.size();
    double[][] energies = new double[replicas][CHAINS]; // in units of temperature, from their mean
    ZTest test = new ZTest(3 * replicas * d + replicas * (replicas - 1) / 2);
    for (int i = 0; i < replicas * d; i++) {
      String at = " of feature %d of replica %d".formatted(i % d, i / d);
      double v = TEMPERATURES.get(i / d) * law.variances()[0][i % d];
      double[] x = i < d ? run.columns()[i] : run.columns("replicas")[i - d];
      double[] squares = products(x, x);
      test.assertMean("mean" + at, x, 0);
      test.assertMean("square" + at, squares, v);
      test.assertMean("fourth power" + at, products(squares, squares), 3 * v * v);
      double[] energy = energies[i / d];
      Arrays.setAll(energy, chain -> energy[chain] + squares[chain] / (2 * v) - 0.5);
    }
    for (int k = 0; k < replicas; k++) {
      for (int l = 0; l < k; l++) {
        double[] both = products(energies[k], energies[l]);
        test.assertMean("energies of replicas %d and %d".formatted(l, k), both, 0);
      }
    }
  }

  private static double[] products(double[] a, double[] b) {
    double[] products = new double[a.length];
    Arrays.setAll(products, i -> a[i] * b[i]);
    return products;
  }

  @Test
  void exchangesKeepEveryReplicasLaw() {
    assertKeepsAllLaws(tempering(new Still(), 1));
  }

  @Test
  void stepsKeepEveryReplicasLaw() {
    assertKeepsAllLaws(tempering(new Mala(0.3, 1), 2));
    assertKeepsAllLaws(tempering(new Hmc(0.5, 3, 1), 1));
  }

  @Test
  void stepsKeepEveryReplicasLawInOneFeature() {
    assertKeepsAllLaws(tempering(new Mala(0.15, 1), 1), LINE, exact(LINE));
  }

  /** Hot replicas of a kernel that is told nothing about temperature would keep a cold law. */
  @Test
  void kernelsOfAnotherTemperatureAreNoticed() {
    assertThatThrownBy(() -> assertKeepsAllLaws(tempering(new Mala(0.3, 1.3), 2)))
        .isInstanceOf(AssertionError.class);
  }

  /** From energies that are right at first. */
  @Test
  void anEnergyRememberedOverAnExchangeIsNoticed() {
    Sampler walk = new RandomWalkMetropolis(0.9, 1);
    assertKeepsAllLaws(tempering(walk, 1), LAW, remembering(LAW));
    Sampler stale = tempering(new NeverRefreshed(walk), 1);
    assertThatThrownBy(() -> assertKeepsAllLaws(stale, LAW, remembering(LAW)))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void secondVersionPassesWithoutFlaw() {
    Sampler second = new FlawedTempering(TEMPERATURES, FlawedTempering.Flaw.NONE);
    assertKeepsAllLaws(second);
    assertKeepsAllLaws(second, LINE, exact(LINE));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE", "ONE_KEY_FOR_KERNEL_AND_EXCHANGE"})
  void flawsOfExchangesAreNoticed(FlawedTempering.Flaw flaw) {
    assertThatThrownBy(() -> assertKeepsAllLaws(new FlawedTempering(TEMPERATURES, flaw)))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void oneKeyForKernelAndExchangeIsNoticedInOneFeature() {
    Sampler flawed =
        new FlawedTempering(TEMPERATURES, FlawedTempering.Flaw.ONE_KEY_FOR_KERNEL_AND_EXCHANGE);
    assertThatThrownBy(() -> assertKeepsAllLaws(flawed, LINE, exact(LINE)))
        .isInstanceOf(AssertionError.class);
  }

  private static final EnergyFunction FLAT = EnergyFunction.of(x -> x.sum(1).mul(0), Shape.of(1));

  private static Run.Start numbered(int replicas) {
    return (sampler, energy, key) -> {
      Tensor numbers = Tensors.iota(replicas).cast(DType.FLOAT32).reshape(1, replicas, 1);
      return sampler
          .init(energy, Tensors.zeros(Shape.of(1, 1)))
          .with("replicas", numbers.slice(1, 1, replicas));
    };
  }

  private static void assertOrder(int replicas, int steps, double... expected) {
    Sampler sampler = new ParallelTempering(new Still(), replicas, Schedule.constant(1), 2, 1);
    Run run = Run.of(sampler, FLAT, numbered(replicas), steps, 1);
    // Units of the temperature cost a rounding.
    assertThat(run.columns()[0]).containsExactly(new double[] {expected[0]}, within(1e-5));
    assertThat(run.state().get("replicas").toDoubles())
        .containsExactly(Arrays.copyOfRange(expected, 1, replicas), within(1e-5));
  }

  /** On a flat energy every exchange is accepted. */
  @Test
  void pairsTakeTurns() {
    assertOrder(5, 1, 1, 0, 3, 2, 4);
    assertOrder(5, 2, 1, 3, 0, 4, 2);
    assertOrder(5, 3, 3, 1, 4, 0, 2);
    assertOrder(2, 1, 1, 0);
    assertOrder(2, 2, 0, 1);
  }

  /** The mean over the pairs tried of what the energies of known positions give. */
  @Test
  void reportsTheAcceptanceOfExchanges() {
    double[] x = {0.2, -1.5, 1.1, 2.5};
    Run.Start start =
        (sampler, energy, key) ->
            sampler
                .init(energy, Tensors.fill(x[0], 1, 1))
                .with(
                    "replicas",
                    Tensors.constant(TensorData.of(new float[] {-1.5f, 1.1f, 2.5f}, 1, 3, 1)));
    EnergyFunction energy = EnergyFunction.of(y -> y.square().sum(1), Shape.of(1));
    double ratio = Math.cbrt(8);
    double[] p = new double[3];
    for (int k = 0; k < 3; k++) {
      double betas = 1 / Math.pow(ratio, k) - 1 / Math.pow(ratio, k + 1);
      p[k] = Math.min(1, Math.exp(betas * (x[k] * x[k] - x[k + 1] * x[k + 1])));
    }
    Sampler sampler = new ParallelTempering(new Still(), 4, Schedule.constant(1), 8, 1);
    Run run = Run.of(DType.FLOAT64, sampler, energy, start, 1, 1);
    assertThat(run.mean(ParallelTempering.SWAP_ACCEPTANCE))
        .isCloseTo((p[0] + p[2]) / 2, within(1e-6));
  }

  private static final Mixture TWO_MODES =
      new Mixture(
          new double[] {0.7, 0.3}, new double[][] {{-4}, {4}}, new double[][] {{0.5}, {0.25}});

  /** Between the modes lie energies of 16 and more, which e^-16 of a chain's steps cross. */
  @Test
  void findsTheModesThatItsKernelDoesNot() {
    Mala kernel = new Mala(0.2, 1);
    Run.Start left = Run.at(4_000, -4);
    Run alone = Run.of(kernel, TWO_MODES.function(), left, 1_000, 1);
    assertThat(Arrays.stream(alone.columns()[0]).filter(x -> x > 0).count()).isZero();

    Sampler tempering = new ParallelTempering(kernel, 6, Schedule.constant(1), 40, 5);
    Run run = Run.of(tempering, TWO_MODES.function(), left, 200, 2);
    TWO_MODES.assertDrawn(run.columns());
    assertThat(run.mean(ParallelTempering.SWAP_ACCEPTANCE)).isBetween(0.2, 0.9);
  }

  /** What replicas have adapted survives exchanges, and each has its own. */
  @Test
  void kernelsKeepWhatTheyHaveAdapted() {
    Mala adapting = new Mala(Schedule.constant(0.01), Schedule.constant(1), 100, 0.574);
    Run run = Run.of(tempering(adapting, 3), LAW.function(), Run.at(20, 0, 0), 40, 1);
    assertThat(run.state().get("kernel/step").toDoubles()).containsOnly(120);
    TensorData sizes = run.state().get("kernel/step-size/log");
    assertThat(sizes.shape()).isEqualTo(Shape.of(20, 4));
    assertThat(Arrays.stream(sizes.toDoubles()).distinct().count()).isGreaterThan(50);
    assertThat(run.mean(Sampler.ACCEPTANCE)).isBetween(0.3, 0.9);
  }

  /** The coldest alone would go on; its chain is lost nevertheless, so that the run says so. */
  @Test
  void aChainWithALostReplicaIsLost() {
    EnergyFunction steep = EnergyFunction.of(x -> x.square().square().sum(1), Shape.of(1));
    Langevin langevin = new Langevin(0.02, 1);
    Run alone = Run.of(langevin, steep, Run.at(100, 0.1), 20, 1);
    assertThat(alone.mean(Chains.FINITE)).isCloseTo(1, within(1e-5));
    Sampler tempering = new ParallelTempering(langevin, 2, Schedule.constant(1), 1_000, 1);
    assertThat(Run.of(tempering, steep, Run.at(100, 0.1), 20, 1).mean(Chains.FINITE))
        .isLessThan(0.99);
  }

  @Test
  void temperaturesHaveToRise() {
    assertThatThrownBy(
            () -> new ParallelTempering(new Still(), 3, new Schedule.Linear(9, 1, 10), 5, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("max-temperature 5.0 must be above the temperature");
  }
}

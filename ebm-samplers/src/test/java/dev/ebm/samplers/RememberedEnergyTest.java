package dev.ebm.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.method.Energy;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What kernels remember of the energy saves work and never goes stale. */
class RememberedEnergyTest {

  private static final Mixture LAW = Mixture.SKEWED;

  static List<Sampler> remembering() {
    return List.of(
        new Mala(0.4, 1),
        new RandomWalkMetropolis(0.8, 1),
        new Hmc(0.4, 3, 1),
        new UnderdampedLangevin(0.3, 1, 1));
  }

  /** Bit for bit, whether a chain moved or not. */
  @ParameterizedTest
  @MethodSource("remembering")
  void equalsWhatIsComputedAnew(Sampler sampler) {
    assertEqualsWhatIsComputedAnew(sampler);
  }

  /** A kernel that remembers the energy from before its step. */
  private record StepBehind(Sampler kernel) implements Sampler {
    @Override
    public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
      return kernel.init(energy, position);
    }

    @Override
    public Tree<Tensor> refresh(EnergyFunction energy, Tree<Tensor> state) {
      return kernel.refresh(energy, state);
    }

    @Override
    public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
      Transition next = kernel.step(energy, key, state);
      return new Transition(next.state().with("energy", state.get("energy")), next.info());
    }
  }

  @ParameterizedTest
  @MethodSource("remembering")
  void anEnergyThatIsAStepBehindIsNoticed(Sampler sampler) {
    assertThatThrownBy(() -> assertEqualsWhatIsComputedAnew(new StepBehind(sampler)))
        .isInstanceOf(AssertionError.class);
  }

  private static void assertEqualsWhatIsComputedAnew(Sampler sampler) {
    Run.Start afterSteps =
        (kernel, energy, key) -> {
          Tree<Tensor> state = kernel.init(energy, LAW.draws(key.fold("x"), 1000));
          for (int i = 0; i < 3; i++) {
            state = kernel.step(energy, key.fold(i), state).state();
          }
          return gaps(state, kernel.refresh(energy, state));
        };
    Sampler still = (energy, key, state) -> new Sampler.Transition(state, Tree.empty());
    Run.Start start = (kernel, energy, key) -> afterSteps.of(sampler, energy, key);
    Run run = Run.of(DType.FLOAT64, still, LAW.function(), start, 1, 1);
    run.state().entries().forEach((name, gap) -> assertThat(gap.toDoubles()).containsOnly(0));
  }

  private static Tree<Tensor> gaps(Tree<Tensor> state, Tree<Tensor> refreshed) {
    assertThat(refreshed.names()).isEqualTo(state.names());
    Tree<Tensor> gaps = Tree.empty();
    for (String name : state.names()) {
      gaps = gaps.with(name, state.get(name).sub(refreshed.get(name)));
    }
    return gaps;
  }

  /** After positions are replaced, chains follow the law from where they were put. */
  @ParameterizedTest
  @MethodSource("remembering")
  void isRefreshedWherePositionsChange(Sampler sampler) {
    assertIsRefreshed(sampler);
  }

  @ParameterizedTest
  @MethodSource("remembering")
  void aRefreshThatDoesNothingIsNoticed(Sampler sampler) {
    assertThatThrownBy(() -> assertIsRefreshed(new NeverRefreshed(sampler)))
        .isInstanceOf(AssertionError.class);
  }

  private static void assertIsRefreshed(Sampler sampler) {
    Run.Start moved =
        (kernel, energy, key) -> {
          Tensor far = LAW.draws(key.fold("far"), 100_000).mul(5);
          Tensor exact = LAW.draws(key.fold("exact"), 100_000);
          Tree<Tensor> state = kernel.init(energy, far);
          return kernel.refresh(energy, state.with(Sampler.POSITION, exact));
        };
    Run.Start put =
        (kernel, energy, key) -> kernel.init(energy, LAW.draws(key.fold("exact"), 100_000));
    double[][] refreshed = Run.of(sampler, LAW.function(), moved, 3, 2).columns();
    assertThat(refreshed).isDeepEqualTo(Run.of(sampler, LAW.function(), put, 3, 2).columns());
  }

  private static final Map<Sampler, Integer> EVALUATIONS =
      Map.of(
          new Langevin(0.1, 1),
          1,
          new Mala(0.1, 1),
          1,
          new RandomWalkMetropolis(0.1, 1),
          1,
          new Hmc(0.1, 7, 1),
          7,
          new UnderdampedLangevin(0.1, 1, 1),
          1,
          NoiseLevelsTest.ANNEALED,
          1,
          NoiseLevelsTest.reversal(NoiseProcess.VP, 0),
          1,
          NoiseLevelsTest.reversal(NoiseProcess.VE, 3),
          4);

  /** Counted in the program of one step; what a loop does counts as often as it runs. */
  @Test
  void savesEvaluations() {
    EVALUATIONS.forEach(
        (sampler, count) -> assertThat(evaluations(sampler)).as("%s", sampler).isEqualTo(count));
  }

  /** Of a tanh, which no sampler uses itself, and which its derivative needs too. */
  private record Bend() implements Energy {
    @Override
    public Tree<Parameter> parameters() {
      return Tree.empty();
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      return x.tanh().sum(1);
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x, Tensor sigma) {
      return energy(parameters, x).mul(sigma);
    }
  }

  private static int evaluations(Sampler sampler) {
    EnergyFunction energy = new EnergyFunction(new Bend(), Tree.empty(), Shape.of(2));
    Program.Builder before = Program.builder("state");
    Tree<Tensor> first =
        sampler.init(energy, before.input("x", new TensorType(DType.FLOAT32, Shape.of(5, 2))));
    Program.Builder builder = Program.builder("step");
    Key key = builder.key("key");
    List<Tensor> inputs = new ArrayList<>();
    for (String name : first.names()) {
      inputs.add(builder.input(name, first.get(name).type()));
    }
    Sampler.Transition next = sampler.step(energy, key, Tree.zip(first.names(), inputs));
    next.state().under("state").entries().forEach(builder::output);
    next.info().under("info").entries().forEach(builder::output);
    return Evaluations.in(builder.build());
  }
}

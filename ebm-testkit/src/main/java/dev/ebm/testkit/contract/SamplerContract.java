package dev.ebm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.data.Features;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** What every sampler owes. */
public final class SamplerContract {

  private static final int CHAINS = 4096;
  private static final int STEPS = 100;

  private final Sampler sampler;
  private final Features features;

  private SamplerContract(Sampler sampler, Features features) {
    this.sampler = sampler;
    this.features = features;
  }

  /**
   * The tests of one sampler.
   *
   * @param features what its positions are made of
   */
  public static Stream<DynamicTest> of(Sampler sampler, Features features) {
    SamplerContract contract = new SamplerContract(sampler, features);
    return Stream.of(
        Trial.test("keeps the names and types of its state", contract::keepsItsState),
        Trial.test("draws by its key alone", contract::drawsByKey),
        Trial.test("moves every chain by itself", contract::movesChainsByThemselves),
        Trial.test("moves equal chains apart", contract::movesEqualChainsApart),
        Trial.test("leaves its target as it is", contract::leavesTheTarget));
  }

  /**
   * The tests of one that seeks the lowest energy instead of drawing.
   *
   * @param features what its positions are made of
   */
  public static Stream<DynamicTest> ofDescent(Sampler sampler, Features features) {
    SamplerContract contract = new SamplerContract(sampler, features);
    return Stream.of(
        Trial.test("keeps the names and types of its state", contract::keepsItsState),
        Trial.test("draws nothing", contract::drawsNothing),
        Trial.test("moves every chain by itself", contract::movesChainsByThemselves),
        Trial.test("lowers the energy of every chain", contract::lowersTheEnergy));
  }

  /**
   * Independent features: U = |x|^2 / 2, the even odds of bits aside; with noise of deviation
   * sigma, |x|^2 / (2 (1 + sigma^2)).
   */
  private record Target(Features features) implements Energy {

    @Override
    public Tree<Parameter> parameters() {
      return Tree.empty();
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      Tensor rows = x.reshape(x.dim(0), features.columns().size());
      float[] weights = new float[features.columns().size()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = Trial.isBinary(features, i) ? 0 : 0.5f;
      }
      return rows.square().mul(Tensors.constant(TensorData.of(weights, weights.length))).sum(1);
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x, Tensor sigma) {
      return energy(parameters, x).div(sigma.square().add(1));
    }

    EnergyFunction function() {
      return new EnergyFunction(this, Tree.empty(), features.shape());
    }
  }

  private void keepsItsState() {
    Trial.run(
        DType.FLOAT32,
        1,
        List.of(Trial.rows(features, 5, 1)),
        (key, in) -> {
          EnergyFunction energy = new Target(features).function();
          Tree<Tensor> state = sampler.init(energy, in.get(0));
          assertThat(state.get(Sampler.POSITION).type()).isEqualTo(in.get(0).type());
          Sampler.Transition once = sampler.step(energy, key.fold(0), state);
          Sampler.Transition twice = sampler.step(energy, key.fold(1), once.state());
          assertThat(once.state().names()).isEqualTo(state.names());
          assertThat(once.state().map(Tensor::type)).isEqualTo(state.map(Tensor::type));
          assertThat(twice.state().map(Tensor::type)).isEqualTo(state.map(Tensor::type));
          assertThat(twice.info().map(Tensor::type)).isEqualTo(once.info().map(Tensor::type));
          Tree<Tensor> fresh = sampler.refresh(energy, once.state());
          assertThat(fresh.names()).isEqualTo(state.names());
          assertThat(fresh.map(Tensor::type)).isEqualTo(state.map(Tensor::type));
          assertThat(once.info().map(Tensor::shape).values())
              .as("info of 5 chains")
              .allMatch(Shape.of(5)::equals);
          return List.of(once.state().get(Sampler.POSITION));
        });
  }

  private void drawsByKey() {
    TensorData start = Trial.rows(features, 64, 2);
    TensorData once = positions(1, start, 5);
    assertThat(positions(1, start, 5)).isEqualTo(once);
    assertThat(positions(2, start, 5)).isNotEqualTo(once);
    Trial.assertFinite("positions", once);
  }

  private void drawsNothing() {
    TensorData start = Trial.rows(features, 64, 2);
    TensorData once = positions(1, start, 5);
    assertThat(positions(2, start, 5)).isEqualTo(once);
    Trial.assertFinite("positions", once);
  }

  private void movesChainsByThemselves() {
    TensorData start = Trial.rows(features, 64, 2);
    double[][] before = Trial.asRows(positions(1, start, 5));
    TensorData other = Trial.withFirstRow(start, Trial.rows(features, 1, 9));
    double[][] after = Trial.asRows(positions(1, other, 5));
    for (int chain = 1; chain < before.length; chain++) {
      Trial.assertSame("chain beside a changed one", after[chain], before[chain]);
    }
  }

  private void movesEqualChainsApart() {
    TensorData start = Trial.take(Trial.rows(features, 64, 2), 64, i -> 0);
    double[][] equal = Trial.asRows(positions(1, start, 5));
    assertThat(Stream.of(equal).map(Arrays::toString).distinct().count())
        .as("different moves of 64 equal chains")
        .isGreaterThan(1);
  }

  private void lowersTheEnergy() {
    TensorData start = Trial.rows(features, 64, 2);
    double[] before = energies(start);
    double[] after = energies(positions(1, start, STEPS));
    for (int chain = 0; chain < before.length; chain++) {
      assertThat(after[chain]).as("energy of chain %d", chain).isLessThan(before[chain]);
    }
  }

  private double[] energies(TensorData rows) {
    return Trial.one(
            List.of(rows), (key, in) -> List.of(new Target(features).function().of(in.get(0))))
        .toDoubles();
  }

  /**
   * Chains that start from the target are still distributed as it is after 100 steps, in mean and
   * second moment of every column: deviations of 0.09 and 0.12 are caught, smaller ones pass, so
   * that a sampler without acceptance step may keep its small bias.
   */
  private void leavesTheTarget() {
    int columns = features.columns().size();
    double[][] end = Trial.asRows(positions(3, Trial.rows(features, CHAINS, 3), STEPS));
    ZTest test = new ZTest(2 * columns);
    for (int column = 0; column < columns; column++) {
      boolean binary = Trial.isBinary(features, column);
      double[] values = new double[CHAINS];
      double[] squares = new double[CHAINS];
      for (int chain = 0; chain < CHAINS; chain++) {
        values[chain] = end[chain][column];
        squares[chain] = values[chain] * values[chain];
      }
      test.assertMean("mean of column " + column, values, binary ? 0.5 : 0);
      test.assertMean("mean square of column " + column, squares, binary ? 0.5 : 1);
    }
  }

  private TensorData positions(long seed, TensorData start, int steps) {
    return Trial.run(
            DType.FLOAT64,
            seed,
            List.of(start),
            (key, in) -> List.of(positions(key, in.get(0), steps)))
        .get(0);
  }

  private Tensor positions(Key key, Tensor start, int steps) {
    EnergyFunction energy = new Target(features).function();
    Tree<Tensor> state = sampler.init(energy, start);
    List<String> names = state.names();
    List<Tensor> end =
        Tensors.loop(
            steps,
            new ArrayList<>(state.values()),
            (i, values) ->
                sampler.step(energy, key.fold(i), Tree.zip(names, values)).state().values());
    return Tree.zip(names, end).get(Sampler.POSITION);
  }
}

package dev.ebm.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.Chains;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainsTest {

  private static final TensorData STARTS =
      TensorData.of(new double[] {1, -2, 0.5, 3, -1, 0.2}, 3, 2);

  /** Langevin with a count of its steps in the state, and a number that changes over them. */
  private static final Sampler NOISY =
      new Sampler() {
        @Override
        public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
          return Tree.of(POSITION, position)
              .with("count", Tensors.fill(DType.INT32, 0, Shape.of(position.dim(0))));
        }

        @Override
        public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
          Tensor x = state.get(POSITION);
          Tensor drift = energy.gradient(x).mul(0.1);
          Tensor next = x.sub(drift).add(key.normal(x.shape()).mul(0.3));
          Tensor count = state.get("count").add(1);
          return new Transition(
              Tree.of(POSITION, next).with("count", count),
              Tree.of(ENERGY, energy.of(x)).with("count", count.cast(DType.FLOAT32)));
        }
      };

  private static EnergyFunction energy(Tensor scale) {
    return EnergyFunction.of(x -> x.square().sum(1).mul(scale), Shape.of(2));
  }

  private static List<TensorData> run(Traced.Body body, TensorData... inputs) {
    try (ReferenceBackend backend = new ReferenceBackend()) {
      return new Traced(backend, DType.FLOAT64).run(5, List.of(inputs), body);
    }
  }

  private static List<Tensor> all(Sampler.Transition end) {
    List<Tensor> tensors = new ArrayList<>(end.state().values());
    tensors.addAll(end.info().values());
    return tensors;
  }

  /** Steps one after the other, with the keys that the documentation names. */
  private static Sampler.Transition byHand(EnergyFunction energy, Key key, Tensor x, int steps) {
    Tree<Tensor> state = NOISY.init(energy, x);
    Tensor energies = Tensors.zeros(Shape.of(3));
    Tensor counts = Tensors.zeros(Shape.of(3));
    for (int i = 0; i < steps; i++) {
      Sampler.Transition next = NOISY.step(energy, key.fold(i), state);
      energies = energies.add(next.info().get(Sampler.ENERGY).div(steps));
      counts = counts.add(next.info().get("count").div(steps));
      state = next.state();
    }
    return new Sampler.Transition(state, Tree.of(Sampler.ENERGY, energies).with("count", counts));
  }

  @Test
  void advancesAsALoopByHandDoes() {
    for (int steps : new int[] {1, 7}) {
      List<TensorData> loop =
          run(
              (key, in) -> {
                EnergyFunction u = energy(Tensors.constant(1));
                return all(Chains.advance(NOISY, u, key, NOISY.init(u, in.get(0)), steps));
              },
              STARTS);
      List<TensorData> hand =
          run((key, in) -> all(byHand(energy(Tensors.constant(1)), key, in.get(0), steps)), STARTS);
      for (int i = 0; i < hand.size(); i++) {
        assertThat(loop.get(i).toDoubles()).containsExactly(hand.get(i).toDoubles(), within(1e-12));
      }
      assertThat(loop.get(1).toDoubles()).as("steps counted").containsOnly(steps);
      assertThat(loop.get(3).at(0))
          .as("mean of 1, ..., k")
          .isCloseTo((steps + 1) / 2.0, within(1e-9));
      assertThat(loop.get(4).toDoubles())
          .as("finite")
          .containsExactly(new double[] {1, 1, 1}, within(1e-12));
    }
  }

  @Test
  void tellsWhatPartOfTheStepsWasFinite() {
    // After three of eight doublings chain 1 is still below the largest double.
    Sampler doubling =
        (energy, key, state) ->
            new Sampler.Transition(
                Tree.of(Sampler.POSITION, state.get(Sampler.POSITION).mul(2)), Tree.empty());
    double edge = Double.MAX_VALUE / 8.5;
    List<TensorData> end =
        run(
            (key, in) ->
                all(
                    Chains.advance(
                        doubling,
                        energy(Tensors.constant(1)),
                        key,
                        Tree.of(Sampler.POSITION, in.get(0)),
                        8)),
            TensorData.of(new double[] {1, 1, edge, 1, 1, Double.NaN}, 3, 2));
    assertThat(end.get(1).toDoubles()).containsExactly(1, 3.0 / 8, 0);
  }

  /** Otherwise training would learn to steer the chains instead of the energy. */
  @Test
  void passesNoDerivativeOn() {
    List<TensorData> gradients =
        run(
            (key, in) -> {
              EnergyFunction u = energy(in.get(1));
              Sampler.Transition end = Chains.advance(NOISY, u, key, NOISY.init(u, in.get(0)), 3);
              Tensor sum = end.state().get(Sampler.POSITION).sum();
              Tensor info = end.info().get(Sampler.ENERGY).sum();
              return List.of(
                  Gradients.of(sum.add(info), in.get(1)), Gradients.of(sum.add(info), in.get(0)));
            },
            STARTS,
            TensorData.of(new double[] {0.7}));
    assertThat(gradients.get(0).toDoubles()).containsOnly(0);
    assertThat(gradients.get(1).toDoubles()).containsOnly(0);
  }
}

package dev.ebm.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.ChainOptions.Start;
import dev.ebm.api.method.Chains;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Kernels in a buffer that remember what an energy was, which changes from update to update. */
class RememberedChainsTest {

  private static final int B = ChainHistory.B;
  private static final int STEPS = 3;

  /** x - U(x) / 10 with a U(x) that is remembered from the last step. */
  private record Remembering() implements Sampler {
    @Override
    public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
      return Tree.of(POSITION, position).with(ENERGY, energy.of(position));
    }

    @Override
    public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
      Tensor move = state.get(ENERGY).div(-10).expandDims(1);
      return new Transition(init(energy, state.get(POSITION).add(move)), Tree.empty());
    }
  }

  private static final KnownRows FEW_CHAINS =
      KnownRows.of(new double[] {1000, 2000, 3000, 4000}, B, 1);

  /** In update u, whose energy is (u + 1) x, chains become (1 - (u + 1) / 10)^3 times as long. */
  private static void assertFollowsTheEnergyOfTheUpdate(Loss loss) {
    int updates = 4;
    ChainHistory history = ChainHistory.of(loss, updates, u -> u.cast(DType.FLOAT32).add(1));
    double[] expected = FEW_CHAINS.rows().toDoubles();
    for (int u = 0; u < updates; u++) {
      double factor = Math.pow(1 - (u + 1) / 10.0, STEPS);
      expected = Arrays.stream(expected).map(x -> factor * x).toArray();
      assertThat(history.chains()[u]).containsExactly(expected, within(1e-9));
    }
  }

  @Test
  void samplersThatRememberEnergiesFollowTheEnergyOfTheUpdate() {
    assertFollowsTheEnergyOfTheUpdate(
        new PersistentContrastiveDivergence(
            ChainBuffer.of(B, Start.DATA, Schedule.constant(0), FEW_CHAINS),
            STEPS,
            new Remembering(),
            Schedule.constant(0)));
  }

  /**
   * A buffer of the sampler's whole state, all of which every update takes.
   *
   * @param refreshed whether an update refreshes it
   */
  private record OfStates(boolean refreshed) implements Loss {
    @Override
    public Tree<Parameter> state() {
      return ChainBuffer.of(B, Start.DATA, Schedule.constant(0), FEW_CHAINS)
          .state()
          .with(
              Sampler.ENERGY,
              new Parameter(
                  Shape.of(B),
                  Initializer.given(() -> TensorData.of(FEW_CHAINS.rows().floats(), B))));
    }

    @Override
    public Tensor loss(LossContext context, Tensor x) {
      Sampler sampler = new Remembering();
      Tree<Tensor> kept =
          Tree.of(Sampler.POSITION, context.state("chains"))
              .with(Sampler.ENERGY, context.state(Sampler.ENERGY));
      Tree<Tensor> start = refreshed ? sampler.refresh(context.energy(), kept) : kept;
      Tree<Tensor> end =
          Chains.advance(sampler, context.energy(), context.key("chains"), start, STEPS).state();
      context.updateState("chains", end.get(Sampler.POSITION));
      context.updateState(Sampler.ENERGY, end.get(Sampler.ENERGY));
      return context.energy(x).mean().sub(context.energy(end.get(Sampler.POSITION)).mean());
    }
  }

  @Test
  void statesThatAreNotRefreshedAreNoticed() {
    assertFollowsTheEnergyOfTheUpdate(new OfStates(true));
    assertThatThrownBy(() -> assertFollowsTheEnergyOfTheUpdate(new OfStates(false)))
        .isInstanceOf(AssertionError.class);
  }
}

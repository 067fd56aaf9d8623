package dev.ebm.testkit.contract;

import static dev.ebm.testkit.contract.Verdict.broken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.data.Features;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplerContractTest {

  private static final double STEP = 0.02;

  private interface Move {
    Tensor of(Tensor x, Tensor gradient, Key key);
  }

  private static List<String> verdict(Move move) {
    Sampler sampler =
        (energy, key, state) -> {
          Tensor x = state.get(Sampler.POSITION);
          Tensor moved = move.of(x, energy.gradient(x), key);
          return new Sampler.Transition(Tree.of(Sampler.POSITION, moved), Tree.empty());
        };
    return broken(SamplerContract.of(sampler, Features.continuous(2)));
  }

  private static Tensor langevin(Tensor x, Tensor gradient, Tensor noise) {
    return x.sub(gradient.mul(STEP)).add(noise.mul(Math.sqrt(2 * STEP)));
  }

  @Test
  void acceptsLangevin() {
    assertThat(verdict((x, g, key) -> langevin(x, g, key.normal(x.shape())))).isEmpty();
  }

  @Test
  void noticesHalfOfTheNoise() {
    assertThat(verdict((x, g, key) -> langevin(x, g, key.normal(x.shape()).mul(Math.sqrt(0.5)))))
        .containsExactly("leaves its target as it is");
  }

  @Test
  void noticesTwiceTheDrift() {
    assertThat(verdict((x, g, key) -> langevin(x, g.mul(2), key.normal(x.shape()))))
        .containsExactly("leaves its target as it is");
  }

  @Test
  void noticesNoiseThatChainsShare() {
    assertThat(verdict((x, g, key) -> langevin(x, g, key.normal(1, 2).broadcastTo(x.shape()))))
        .contains("moves equal chains apart");
  }

  @Test
  void noticesChainsThatPullEachOther() {
    assertThat(
            verdict((x, g, key) -> langevin(x, g, key.normal(x.shape())).add(x.mean(0).mul(.01))))
        .contains("moves every chain by itself");
  }

  @Test
  void noticesAMissingDraw() {
    assertThat(verdict((x, g, key) -> x.sub(g.mul(STEP)))).contains("draws by its key alone");
  }

  @Test
  void noticesAStateThatGrows() {
    Sampler growing =
        new Sampler() {
          @Override
          public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
            Tensor x = state.get(POSITION);
            Tensor moved = langevin(x, energy.gradient(x), key.normal(x.shape()));
            return new Transition(state.with(POSITION, moved).with("last", x), Tree.empty());
          }
        };
    assertThat(broken(SamplerContract.of(growing, Features.continuous(2))))
        .contains("keeps the names and types of its state");
  }

  @Test
  void noticesARefreshThatLosesThePositions() {
    Sampler forgetful =
        new Sampler() {
          @Override
          public Tree<Tensor> refresh(EnergyFunction energy, Tree<Tensor> state) {
            return Tree.of("place", state.get(POSITION));
          }

          @Override
          public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
            Tensor x = state.get(POSITION);
            Tensor moved = langevin(x, energy.gradient(x), key.normal(x.shape()));
            return new Transition(state.with(POSITION, moved), Tree.empty());
          }
        };
    assertThat(broken(SamplerContract.of(forgetful, Features.continuous(2))))
        .containsExactly("keeps the names and types of its state");
  }

  private static List<String> verdictOfDescent(Move move) {
    Sampler sampler =
        (energy, key, state) -> {
          Tensor x = state.get(Sampler.POSITION);
          Tensor moved = move.of(x, energy.gradient(x), key);
          return new Sampler.Transition(Tree.of(Sampler.POSITION, moved), Tree.empty());
        };
    return broken(SamplerContract.ofDescent(sampler, Features.continuous(2)));
  }

  @Test
  void acceptsADescent() {
    assertThat(verdictOfDescent((x, g, key) -> x.sub(g.mul(STEP)))).isEmpty();
  }

  @Test
  void noticesADescentThatDraws() {
    assertThat(verdictOfDescent((x, g, key) -> langevin(x, g, key.normal(x.shape()).mul(1e-3))))
        .containsExactly("draws nothing");
  }

  @Test
  void noticesADescentThatClimbs() {
    assertThat(verdictOfDescent((x, g, key) -> x.add(g.mul(STEP))))
        .containsExactly("lowers the energy of every chain");
  }
}

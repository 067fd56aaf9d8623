package dev.ebm.testkit.contract;

import static dev.ebm.testkit.contract.Verdict.broken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.data.Features;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Initializer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class EnergyContractTest {

  private record Weighted(BinaryOperator<Tensor> body, Initializer initializer) implements Energy {
    @Override
    public Tree<Parameter> parameters() {
      return Tree.of("weight", new Parameter(Shape.of(2), initializer));
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      return body.apply(parameters.get("weight"), x);
    }
  }

  private static List<String> verdict(BinaryOperator<Tensor> body) {
    Energy energy = new Weighted(body, Initializer.normal(1));
    return broken(EnergyContract.of(energy, Features.continuous(2)));
  }

  private static Tensor wave(Tensor w, Tensor x) {
    return x.mul(w).sin().sum(1);
  }

  @Test
  void acceptsASmoothEnergy() {
    assertThat(verdict(EnergyContractTest::wave)).isEmpty();
  }

  @Test
  void noticesRowsThatAreNormalisedTogether() {
    assertThat(verdict((w, x) -> wave(w, x.sub(x.mean(0)))))
        .containsExactly("rates every row by itself");
  }

  @Test
  void noticesADerivativeThatIsNotTheEnergys() {
    assertThat(
            verdict(
                (w, x) ->
                    Tensors.customDerivative(
                        List.of(wave(w, x)), in -> in.get(0), (c, y, in) -> List.of(c.mul(1.001)))))
        .containsExactly("has the gradient of its differences");
  }

  @Test
  void noticesAStoppedGradient() {
    assertThat(verdict((w, x) -> wave(w.stopGradient(), x)))
        .containsExactly("has the gradient of its differences");
  }

  @Test
  void noticesAColumnInsteadOfOneNumberPerRow() {
    assertThat(verdict((w, x) -> wave(w, x).expandDims(1)))
        .contains("gives every row one finite number");
  }

  @Test
  void noticesEnergiesThatAreNotFinite() {
    assertThat(verdict((w, x) -> wave(w, x).sub(2).log()))
        .contains("gives every row one finite number");
  }

  @Test
  void noticesInitialValuesOfAnotherShape() {
    Energy energy =
        new Weighted(EnergyContractTest::wave, (key, shape) -> key.normal(1).broadcastTo(3));
    assertThat(broken(EnergyContract.of(energy, Features.continuous(2))))
        .contains("initialises parameters by their keys alone");
  }

  private static List<String> verdictOfLogZ(UnaryOperator<Tensor> logZ) {
    return broken(
        EnergyContract.of(
            new Energy() {
              @Override
              public Tree<Parameter> parameters() {
                return Tree.of("weight", new Parameter(Shape.of(2), Initializer.normal(1)));
              }

              @Override
              public Tensor energy(Tree<Tensor> parameters, Tensor x) {
                return wave(parameters.get("weight"), x);
              }

              @Override
              public Optional<Tensor> logZ(Tree<Tensor> parameters) {
                return Optional.of(logZ.apply(parameters.get("weight")));
              }
            },
            Features.continuous(2)));
  }

  @Test
  void noticesALogZThatIsNoFiniteScalar() {
    String claim = "knows log Z as one finite number, if at all";
    assertThat(verdictOfLogZ(w -> w.sum())).isEmpty();
    assertThat(verdictOfLogZ(w -> w)).containsExactly(claim);
    assertThat(verdictOfLogZ(w -> w.sum().square().neg().log())).containsExactly(claim);
  }
}

package dev.ebm.testkit.contract;

import static dev.ebm.testkit.contract.Verdict.broken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import org.junit.jupiter.api.Test;

class OptimizerContractTest {

  private record Descent(double rate, boolean forgets) implements Optimizer {
    @Override
    public Tree<Parameter> state(Tree<Shape> parameters) {
      return parameters.map(shape -> Parameter.zeros(shape.dims())).under("velocity");
    }

    @Override
    public Update update(
        Tensor step, Tree<Tensor> parameters, Tree<Tensor> gradients, Tree<Tensor> state) {
      Tree<Tensor> moved = parameters;
      for (String name : parameters.names()) {
        moved = moved.with(name, parameters.get(name).sub(gradients.get(name).mul(rate)));
      }
      return new Update(moved, forgets ? Tree.empty() : gradients.under("velocity"));
    }
  }

  @Test
  void acceptsDescent() {
    assertThat(broken(OptimizerContract.of(new Descent(0.01, false)))).isEmpty();
  }

  @Test
  void noticesAscent() {
    assertThat(broken(OptimizerContract.of(new Descent(-0.01, false))))
        .containsExactly("minimises a quadratic");
  }

  @Test
  void noticesStateThatIsLost() {
    assertThat(broken(OptimizerContract.of(new Descent(0.01, true))))
        .contains("keeps the names and types of parameters and state");
  }
}

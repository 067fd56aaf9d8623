package dev.ebm.losses;

import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Tensor;

/** U(x) = a |x|^2 / 2 + b.x, the energy of a Gaussian with variance 1/a and mean -b/a. */
record Quadratic(int d) implements Energy {

  @Override
  public Tree<Parameter> parameters() {
    return Tree.of("a", Parameter.zeros()).with("b", Parameter.zeros(d));
  }

  @Override
  public Tensor energy(Tree<Tensor> parameters, Tensor x) {
    return x.square()
        .sum(1)
        .mul(parameters.get("a").mul(0.5))
        .add(x.mul(parameters.get("b")).sum(1));
  }
}

package dev.ebm.models;

import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Tensor;

/** An energy in closed form with nothing to train: a target for samplers and estimators. */
interface Landscape extends Energy {

  /** None. */
  @Override
  default Tree<Parameter> parameters() {
    return Tree.empty();
  }

  @Override
  default Tensor energy(Tree<Tensor> parameters, Tensor x) {
    return energy(x.reshape(x.dim(0), -1));
  }

  /**
   * The energy of every row.
   *
   * @param x flattened rows {@code [B, d]}
   * @return {@code [B]}
   */
  Tensor energy(Tensor x);
}

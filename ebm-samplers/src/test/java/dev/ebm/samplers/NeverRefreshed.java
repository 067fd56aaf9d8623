package dev.ebm.samplers;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;

/** A kernel that goes on with what it remembers when its positions are changed from outside. */
record NeverRefreshed(Sampler kernel) implements Sampler {

  @Override
  public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
    return kernel.init(energy, position);
  }

  @Override
  public Tree<Tensor> refresh(EnergyFunction energy, Tree<Tensor> state) {
    return state;
  }

  @Override
  public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
    return kernel.step(energy, key, state);
  }
}

package dev.ebm.metrics;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;

/**
 * Normal steps, accepted by the rule of Metropolis et al. (1953): a kernel that leaves exp(-U)
 * exactly as it is.
 *
 * @param deviation of a step in each coordinate of rows {@code [C, d]}
 */
record Metropolis(double deviation) implements Sampler {

  @Override
  public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
    Tensor x = state.get(POSITION);
    Tensor proposal = x.add(key.fold("move").normal(x.shape()).mul(deviation));
    Tensor probability = energy.of(x).sub(energy.of(proposal)).minimum(0).exp();
    Tensor accepted = key.fold("accept").bernoulli(probability);
    return new Transition(
        Tree.of(POSITION, Tensors.where(accepted.expandDims(1), proposal, x)),
        Tree.of(ACCEPTANCE, probability));
  }
}

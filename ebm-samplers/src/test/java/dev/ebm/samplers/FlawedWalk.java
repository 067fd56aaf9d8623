package dev.ebm.samplers;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;

/**
 * Random-walk Metropolis a second time, with a mistake.
 *
 * @param scale of a move
 * @param temperature T
 */
record FlawedWalk(double scale, double temperature, Mistake mistake) implements Sampler {

  @Override
  public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
    return Tree.of(POSITION, position).with("energy", energy.of(position));
  }

  @Override
  public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
    Tensor x = state.get(POSITION);
    Tensor y = x.add(key.normal(x.shape()).mul(scale * Math.sqrt(temperature)));
    Tensor here = mistake == Mistake.ENERGY_STALE ? state.get("energy") : energy.of(x);
    Tensor logRatio = here.sub(energy.of(y));
    if (mistake != Mistake.TEMPERATURE_IGNORED) {
      logRatio = logRatio.div(temperature);
    }
    if (mistake == Mistake.RATIO_UPSIDE_DOWN) {
      logRatio = logRatio.neg();
    }
    Key accept = mistake == Mistake.KEY_REUSED ? key : key.fold("accept");
    Tensor accepted = accept.uniform(x.dim(0)).log().lt(logRatio);
    if (mistake == Mistake.ALWAYS_ACCEPTED) {
      accepted = accepted.or(accepted.not());
    }
    Tensor moved = Tensors.where(accepted.expandDims(1), y, x);
    return new Transition(Tree.of(POSITION, moved).with("energy", here), Tree.empty());
  }
}

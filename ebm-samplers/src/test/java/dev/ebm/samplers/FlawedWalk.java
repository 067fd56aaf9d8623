package dev.ebm.samplers;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;

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
    Tensor there = energy.of(y);
    Tensor logRatio = here.sub(there);
    if (mistake != Mistake.TEMPERATURE_IGNORED) {
      logRatio = logRatio.div(temperature);
    }
    if (mistake == Mistake.RATIO_UPSIDE_DOWN) {
      logRatio = logRatio.neg();
    }
    FlawedDecision decision = FlawedDecision.of(mistake, key, logRatio, there);
    Tensor moved = decision.choose(y, x);
    return new Transition(Tree.of(POSITION, moved).with("energy", here), decision.info(x, moved));
  }
}

package dev.ebm.samplers;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;

/**
 * MALA a second time, from the densities of its proposals, with a mistake.
 *
 * @param eta the step size
 * @param temperature T
 */
record FlawedMala(double eta, double temperature, Mistake mistake) implements Sampler {

  @Override
  public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
    return Tree.of(POSITION, position).with("energy", energy.of(position));
  }

  @Override
  public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
    Tensor x = state.get(POSITION);
    double t = mistake == Mistake.TEMPERATURE_IGNORED ? 1 : temperature;
    double drift = mistake == Mistake.DRIFT_DOUBLED ? 2 * eta : eta;
    double variance = mistake == Mistake.NOISE_HALVED_IN_VARIANCE ? eta * t : 2 * eta * t;
    Tensor z = key.normal(x.shape());
    Tensor y = x.sub(energy.gradient(x).mul(drift)).add(z.mul(Math.sqrt(variance)));
    Tensor here = mistake == Mistake.ENERGY_STALE ? state.get("energy") : energy.of(x);
    Tensor there = energy.of(y);
    Tensor logRatio = here.sub(there).div(t);
    if (mistake != Mistake.REVERSE_PROPOSAL_MISSING) {
      logRatio = logRatio.add(logDensity(energy, y, x, t)).sub(logDensity(energy, x, y, t));
    }
    FlawedDecision decision = FlawedDecision.of(mistake, key, logRatio, there);
    Tensor moved = decision.choose(y, x);
    return new Transition(Tree.of(POSITION, moved).with("energy", here), decision.info(x, moved));
  }

  /** log q(to | from) up to a constant. */
  private Tensor logDensity(EnergyFunction energy, Tensor from, Tensor to, double t) {
    Tensor gap = to.sub(from).add(energy.gradient(from).mul(eta));
    return gap.square().sum(1).div(-4 * eta * t);
  }
}

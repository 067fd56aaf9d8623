package dev.ebm.samplers;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;

/**
 * Hamiltonian Monte Carlo a second time, without a loop, with a mistake.
 *
 * @param size of a leapfrog step
 * @param steps leapfrog steps
 * @param mass the same for all features
 * @param temperature T
 */
record FlawedHmc(double size, int steps, double mass, double temperature, Mistake mistake)
    implements Sampler {

  @Override
  public Tree<Tensor> init(EnergyFunction energy, Tensor position) {
    return Tree.of(POSITION, position)
        .with("energy", energy.of(position))
        .with("momentum", Tensors.fill(DType.FLOAT32, 1, position.shape()));
  }

  @Override
  public Transition step(EnergyFunction energy, Key key, Tree<Tensor> state) {
    Tensor x = state.get(POSITION);
    double m = mistake == Mistake.MASS_INVERTED ? 1 / mass : mass;
    double t =
        switch (mistake) {
          case TEMPERATURE_IGNORED -> 1;
          case NOISE_HALVED_IN_VARIANCE -> temperature / 2;
          default -> temperature;
        };
    Tensor p =
        mistake == Mistake.MOMENTUM_KEPT
            ? state.get("momentum")
            : key.normal(x.shape()).mul(Math.sqrt(m * t));
    Tensor kinetic = p.square().sum(1).div(2 * mass);
    Tensor y = x;
    Tensor q = p;
    for (int i = 0; i < steps; i++) {
      q = q.sub(energy.gradient(y).mul(size / 2));
      y = y.add(q.mul(size / mass));
      boolean whole = mistake == Mistake.LAST_KICK_WHOLE && i == steps - 1;
      q = q.sub(energy.gradient(y).mul(whole ? size : size / 2));
    }
    Tensor here = mistake == Mistake.ENERGY_STALE ? state.get("energy") : energy.of(x);
    Tensor there = energy.of(y);
    Tensor logRatio = here.sub(there);
    if (mistake != Mistake.KINETIC_ENERGY_FORGOTTEN) {
      logRatio = logRatio.add(kinetic).sub(q.square().sum(1).div(2 * mass));
    }
    FlawedDecision decision = FlawedDecision.of(mistake, key, logRatio.div(temperature), there);
    Tensor moved = decision.choose(y, x);
    Tensor momentum = decision.choose(q, p.neg());
    return new Transition(
        Tree.of(POSITION, moved).with("energy", here).with("momentum", momentum),
        decision.info(x, moved));
  }
}

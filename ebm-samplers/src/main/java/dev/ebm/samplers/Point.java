package dev.ebm.samplers;

import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Tensor;

/**
 * Where chains stand, and what a kernel remembers of the energy there, so that a step computes it
 * only where it goes.
 *
 * @param position {@code [C, ...]}
 * @param energy {@code [C]}
 * @param gradient of the energy, {@code [C, ...]}
 */
record Point(Tensor position, Tensor energy, Tensor gradient) {

  private static final String ENERGY = "energy";
  private static final String GRADIENT = "gradient";

  /** One evaluation of the energy and its gradient. */
  static Point at(EnergyFunction energy, Tensor position) {
    Tensor u = energy.of(position);
    return new Point(position, u, Gradients.of(u.sum(), position));
  }

  /** As a state remembers it. */
  static Point of(Tree<Tensor> state) {
    return new Point(state.get(Sampler.POSITION), state.get(ENERGY), state.get(GRADIENT));
  }

  /** A state that remembers it. */
  Tree<Tensor> in(Tree<Tensor> state) {
    return state.with(Sampler.POSITION, position).with(ENERGY, energy).with(GRADIENT, gradient);
  }

  /** The proposal where it is accepted, this point elsewhere. */
  Point next(Decision decision, Point proposal) {
    return new Point(
        decision.choose(proposal.position, position),
        decision.choose(proposal.energy, energy),
        decision.choose(proposal.gradient, gradient));
  }
}

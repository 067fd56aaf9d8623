package dev.ebm.samplers;

import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.where;

import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;

/**
 * Which chains take their proposals, by the rule of Metropolis et al. (1953) and Hastings (1970):
 * with probability min(1, r). A proposal of which r cannot be said, because its energy or gradient
 * is not a number or its energy is -infinity, is rejected and counted. An energy of +infinity is a
 * wall, and rejected as any other.
 *
 * @param acceptance the probability, {@code [C]}
 * @param accepted bool {@code [C]}
 * @param invalid bool {@code [C]}, where the proposal was not a number
 */
record Decision(Tensor acceptance, Tensor accepted, Tensor invalid) {

  /** The name of the part of proposals that were not numbers among a step's info. */
  static final String REJECTED_NAN = "rejected-nan";

  /**
   * Decides.
   *
   * @param key of this draw alone
   * @param logRatio log r, {@code [C]}
   * @param proposed the proposals' energies, {@code [C]}
   */
  static Decision of(Key key, Tensor logRatio, Tensor proposed) {
    Tensor energyIsKnown = proposed.isFinite().or(proposed.gt(0));
    Tensor known = where(energyIsKnown, logRatio, constant(Double.NaN));
    return of(key, known);
  }

  /**
   * Decides where only the ratio can be wrong.
   *
   * @param key of this draw alone
   * @param logRatio log r, {@code [C]}
   */
  static Decision of(Key key, Tensor logRatio) {
    Tensor valid = logRatio.eq(logRatio);
    Tensor acceptance = where(valid, logRatio.minimum(0).exp(), constant(0));
    return new Decision(acceptance, key.bernoulli(acceptance), valid.not());
  }

  /** This decision where something was proposed at all, bool {@code [C]}; elsewhere no. */
  Decision only(Tensor tried) {
    return new Decision(
        where(tried, acceptance, constant(0)), accepted.and(tried), invalid.and(tried));
  }

  /** Each chain's proposed value where it is accepted, else its current one, {@code [C, ...]}. */
  Tensor choose(Tensor proposed, Tensor current) {
    return where(PerChain.column(accepted, current), proposed, current);
  }

  /**
   * What a step reports.
   *
   * @param energy before it, {@code [C]}
   * @param from the positions before it
   * @param to the positions after it
   * @param stepSize {@code []} or {@code [C]}
   */
  Tree<Tensor> info(Tensor energy, Tensor from, Tensor to, Tensor stepSize) {
    return Tree.of(Sampler.ENERGY, energy)
        .with(Sampler.ACCEPTANCE, acceptance)
        .with(Sampler.DISPLACEMENT, PerChain.length(to.sub(from)))
        .with(Sampler.STEP_SIZE, stepSize.broadcastTo(from.dim(0)))
        .with(REJECTED_NAN, invalid.cast(DType.FLOAT32));
  }
}

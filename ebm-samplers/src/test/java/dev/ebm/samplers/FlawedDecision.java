package dev.ebm.samplers;

import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;

/**
 * The rule of Metropolis and Hastings a second time, with a mistake.
 *
 * @param acceptance the probability, {@code [C]}
 * @param accepted bool {@code [C]}
 * @param invalid bool {@code [C]}, where the proposal counts as no number
 */
record FlawedDecision(Tensor acceptance, Tensor accepted, Tensor invalid) {

  /**
   * Decides.
   *
   * @param key which the proposal was drawn with too
   * @param proposed the proposals' energies, {@code [C]}
   */
  static FlawedDecision of(Mistake mistake, Key key, Tensor logRatio, Tensor proposed) {
    Tensor infinite = proposed.eq(proposed).and(proposed.isFinite().not());
    Tensor wall = infinite.and(proposed.gt(0));
    Tensor pit = infinite.and(proposed.lt(0));
    Tensor unknown = logRatio.ne(logRatio).and(wall.not());
    Tensor valid = unknown.or(pit).or(wall).not();
    Key own = mistake == Mistake.KEY_REUSED ? key : key.fold("accept");
    Tensor accepted = own.uniform(logRatio.dim(0)).log().lt(logRatio).and(valid);
    Tensor probability = Tensors.where(valid, logRatio.minimum(0).exp(), Tensors.constant(0));
    return new FlawedDecision(
        probability,
        switch (mistake) {
          case ALWAYS_ACCEPTED -> accepted.or(accepted.not());
          case NAN_ACCEPTED -> accepted.or(unknown);
          case WALL_ACCEPTED -> accepted.or(wall);
          case PIT_ACCEPTED -> accepted.or(pit);
          default -> accepted;
        },
        switch (mistake) {
          case NAN_NOT_COUNTED -> pit;
          case PIT_NOT_COUNTED -> unknown;
          case WALL_COUNTED -> valid.not();
          default -> unknown.or(pit);
        });
  }

  /** Each chain's proposed vector where it is accepted, else its current one, {@code [C, d]}. */
  Tensor choose(Tensor proposed, Tensor current) {
    return Tensors.where(accepted.expandDims(1), proposed, current);
  }

  /** What a step reports. */
  Tree<Tensor> info(Tensor from, Tensor to) {
    return Tree.of(Sampler.ACCEPTANCE, acceptance)
        .with(Sampler.DISPLACEMENT, to.sub(from).square().sum(1).sqrt())
        .with("rejected-nan", invalid.cast(DType.FLOAT32));
  }
}

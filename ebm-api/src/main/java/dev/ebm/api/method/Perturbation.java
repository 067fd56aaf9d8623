package dev.ebm.api.method;

import dev.ebm.api.error.Problem;
import dev.ebm.api.error.TensorException;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import org.apiguardian.api.API;

/**
 * A law q(y | x) that loses information, and draws from its reverse: x' with density proportional
 * to q(y | x') (Schroeder et al. 2023, arXiv 2307.07595, section 3).
 */
@API(status = API.Status.STABLE, since = "1.0")
public interface Perturbation {

  /**
   * The law at a training step, where a setting of it changes over the steps.
   *
   * @param step the number of steps done before, int32 scalar
   */
  default Perturbation at(Tensor step) {
    return this;
  }

  /**
   * One draw y of q(y | x) for each row.
   *
   * @param x {@code [B, ...]}
   * @return {@code [B, ...]}
   */
  Tensor perturb(Key key, Tensor x);

  /**
   * Draws from the reverse law.
   *
   * @param y {@code [B, ...]}, from {@link #perturb}
   * @param count M, at least 1
   */
  Recovery recover(Key key, Tensor y, int count);

  /**
   * The logarithm of q(y | x) of every row, up to a number that does not depend on x. Methods that
   * follow the energy ask for it: chains on exp(-U(x)) q(y | x), and informed recoveries. A law
   * whose density is not known refuses.
   *
   * @param x {@code [B, ...]}; the result is differentiable by it
   * @param y {@code [B, ...]}
   * @return {@code [B]}
   * @throws TensorException EBM-M010 if the density is not known
   */
  default Tensor logDensity(Tensor x, Tensor y) {
    throw new TensorException(
        Problem.error(
            "EBM-M010",
            "perturbation",
            "the density of " + getClass().getSimpleName() + " is not known",
            "choose a perturbation whose density is known, such as gaussian"));
  }

  /**
   * Draws from the reverse law.
   *
   * @param samples x' of shape {@code [B, M, ...]}
   * @param logWeights log omega of shape {@code [B, M]}, zeros where the law is symmetric
   */
  record Recovery(Tensor samples, Tensor logWeights) {

    /** Draws of a symmetric law, whose weights are 1. */
    public static Recovery symmetric(Tensor samples) {
      return new Recovery(samples, Tensors.zeros(Shape.of(samples.dim(0), samples.dim(1))));
    }
  }
}

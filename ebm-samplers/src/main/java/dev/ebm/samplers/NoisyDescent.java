package dev.ebm.samplers;

import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.where;

import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;

/**
 * Moves of samplers over noise levels, which start from a law of their own.
 *
 * @param from where the chains are
 * @param drift what the gradient is multiplied by, {@code [C]}
 * @param variance of the noise, {@code [C]}
 */
record NoisyDescent(Point from, Tensor drift, Tensor variance) {

  /** x - drift grad U + sqrt(variance) z, {@code [C, ...]}. */
  Tensor moved(Key key) {
    return descended().add(noise(variance, key));
  }

  /**
   * The same, but for chains at their first step, which draw their start from a normal law.
   *
   * @param step how many steps each chain has done, {@code [C]}
   * @param priorVariance of that law
   */
  Tensor startedOrMoved(Key key, Tensor step, double priorVariance) {
    Tensor first = step.eq(0);
    Tensor noise = noise(where(first, constant(priorVariance), variance), key);
    return where(PerChain.column(first, noise), noise, descended().add(noise));
  }

  private Tensor descended() {
    Tensor x = from.position();
    return x.sub(from.gradient().mul(PerChain.column(drift, x)));
  }

  private Tensor noise(Tensor itsVariance, Key key) {
    Tensor x = from.position();
    return key.normal(x.shape()).mul(PerChain.column(itsVariance.sqrt(), x));
  }
}

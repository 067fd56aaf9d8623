package dev.ebm.losses;

import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.tensor.Tensor;

/**
 * The pull of the energy's parameters towards 0. The loss's own, such as log Z, are no weights.
 *
 * @param rate lambda, at least 0
 */
record WeightDecay(Schedule rate) {

  /**
   * With lambda times the parameter added.
   *
   * @param value of the parameter's shape, such as its gradient
   */
  Tensor addedTo(Tensor value, String name, Tensor parameter, Tensor step) {
    boolean decays = !name.startsWith(Optimizer.LOSS + "/") && !rate.equals(Schedule.constant(0));
    return decays ? value.add(parameter.mul(rate.at(step))) : value;
  }
}

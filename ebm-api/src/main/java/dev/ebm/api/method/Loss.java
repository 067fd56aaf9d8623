package dev.ebm.api.method;

import dev.ebm.api.tensor.Tensor;
import org.apiguardian.api.API;

/** A scalar that training makes small. */
@API(status = API.Status.STABLE, since = "1.0")
public interface Loss {

  /** What the loss itself remembers between steps: chains, a learned log Z. Empty by default. */
  default Tree<Parameter> state() {
    return Tree.empty();
  }

  /**
   * The loss of one batch.
   *
   * @param context energy, keys, state and metrics of this step
   * @param x rows {@code [B, ...]}
   * @return a scalar, differentiable by the energy's parameters
   */
  Tensor loss(LossContext context, Tensor x);
}

package dev.ebm.api.method;

import dev.ebm.api.tensor.Tensor;
import org.apiguardian.api.API;

/** A scalar that training makes small. */
@API(status = API.Status.STABLE, since = "1.0")
public interface Loss {

  /** What the loss itself remembers between steps, such as chains. Empty by default. */
  default Tree<Parameter> state() {
    return Tree.empty();
  }

  /**
   * What is trained together with the energy's parameters, such as an estimate of log Z; no name is
   * also one of {@link #state()}. Empty by default.
   */
  default Tree<Parameter> parameters() {
    return Tree.empty();
  }

  /**
   * The loss of one batch.
   *
   * @param context energy, keys, state and metrics of this step
   * @param x rows {@code [B, ...]}
   * @return a scalar, differentiable by the energy's parameters and by its own
   */
  Tensor loss(LossContext context, Tensor x);
}

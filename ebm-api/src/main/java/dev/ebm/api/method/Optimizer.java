package dev.ebm.api.method;

import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import org.apiguardian.api.API;

/**
 * An update rule. The energy's parameters have their own names, those of the loss stand under
 * {@link #LOSS}; a rule that decays weights leaves the latter alone, since a value such as an
 * estimate of log Z is no weight.
 */
@API(status = API.Status.STABLE, since = "1.0")
public interface Optimizer {

  /** What the names of the loss's parameters begin with, and a slash. */
  String LOSS = "loss";

  /** What the rule remembers between steps, for parameters of these shapes. */
  Tree<Parameter> state(Tree<Shape> parameters);

  /**
   * One update.
   *
   * @param step the number of updates done before, int32 scalar
   * @param parameters the parameters
   * @param gradients of the same names and shapes
   * @param state a value for each of {@link #state}
   */
  Update update(Tensor step, Tree<Tensor> parameters, Tree<Tensor> gradients, Tree<Tensor> state);

  /**
   * The result of an update.
   *
   * @param parameters the new parameters
   * @param state the new state
   */
  record Update(Tree<Tensor> parameters, Tree<Tensor> state) {}
}

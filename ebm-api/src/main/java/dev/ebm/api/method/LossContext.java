package dev.ebm.api.method;

import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import java.util.List;
import org.apiguardian.api.API;

/** What a loss sees of the training step. */
@API(status = API.Status.STABLE, since = "1.0")
public interface LossContext {

  /** The energy as a function of x, for samplers and gradients. */
  EnergyFunction energy();

  /**
   * The energies of rows.
   *
   * @param x {@code [..., features]}
   * @return {@code [...]}
   */
  default Tensor energy(Tensor x) {
    return energy().of(x);
  }

  /** A key of this step and purpose. */
  Key key(String purpose);

  /** The number of steps done before this one, int32 scalar. */
  Tensor step();

  /**
   * A value of the loss's own {@link Loss#parameters()}, by which the loss is derived too.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  default Tensor parameter(String name) {
    throw new IllegalArgumentException("the loss has no parameter '" + name + "'");
  }

  /** A value of the loss's own state, as the step found it. */
  Tensor state(String name);

  /** Sets a value of the loss's own state for the next step; it carries no derivative. */
  void updateState(String name, Tensor value);

  /** Reports a scalar beside the loss, such as the mean energy of the negatives. */
  void metric(String name, Tensor value);

  /**
   * Warns, once in a run, if a condition has held at several logged steps in a row, or holds at a
   * step that diverges. Whoever does not show warnings drops it.
   *
   * @param when bool scalar
   * @param warning what it means and how to mend it
   */
  default void warn(Tensor when, Problem warning) {}

  /**
   * The same with numbers in its words, such as those of the chain that fails.
   *
   * @param when bool scalar
   * @param warning what it means, as a format of {@link String#format} such as {@code chain %.0f}
   * @param numbers floating scalars, which stand there
   */
  default void warn(Tensor when, Problem warning, List<Tensor> numbers) {}
}

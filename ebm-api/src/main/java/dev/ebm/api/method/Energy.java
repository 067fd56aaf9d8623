package dev.ebm.api.method;

import dev.ebm.api.error.Problem;
import dev.ebm.api.error.TensorException;
import dev.ebm.api.tensor.Tensor;
import java.util.Optional;
import org.apiguardian.api.API;

/** An energy U: p(x) is proportional to exp(-U(x)), so low energy means likely. */
@API(status = API.Status.STABLE, since = "1.0")
public interface Energy {

  /** The parameters, by name. */
  Tree<Parameter> parameters();

  /**
   * The energy of every row.
   *
   * @param parameters a value for each of {@link #parameters()}
   * @param x rows {@code [B, ...]} of the dataset's feature shape
   * @return {@code [B]}
   */
  Tensor energy(Tree<Tensor> parameters, Tensor x);

  /**
   * The energy of every row given a condition, such as the noise level of a smoothed density. An
   * energy that takes none refuses it.
   *
   * @param parameters a value for each of {@link #parameters()}
   * @param x rows {@code [B, ...]} of the dataset's feature shape
   * @param condition one number for each row, {@code [B]}
   * @return {@code [B]}
   * @throws TensorException EBM-M005 if this energy takes no condition
   */
  default Tensor energy(Tree<Tensor> parameters, Tensor x, Tensor condition) {
    throw new TensorException(
        Problem.error(
            "EBM-M005",
            "energy",
            getClass().getSimpleName() + " takes no condition",
            "choose an energy that does, such as noise-conditional"));
  }

  /**
   * The exact log Z, where Z is the integral of exp(-U) over all x, for energies that know it.
   *
   * @param parameters a value for each of {@link #parameters()}
   * @return a floating scalar, differentiable by the parameters; empty unless it is known
   */
  default Optional<Tensor> logZ(Tree<Tensor> parameters) {
    return Optional.empty();
  }
}

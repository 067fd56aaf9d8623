package dev.ebm.api.method;

import dev.ebm.api.tensor.Tensor;
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
}

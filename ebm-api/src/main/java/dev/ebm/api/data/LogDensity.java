package dev.ebm.api.data;

import dev.ebm.api.tensor.Tensor;
import org.apiguardian.api.API;

/** The logarithm of a normalised density. */
@API(status = API.Status.STABLE, since = "1.0")
@FunctionalInterface
public interface LogDensity {

  /**
   * log p of every row, in nats.
   *
   * @param x {@code [B, ...]}
   * @return {@code [B]}
   */
  Tensor of(Tensor x);
}

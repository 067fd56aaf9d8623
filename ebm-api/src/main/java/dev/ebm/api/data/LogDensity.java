package dev.ebm.api.data;

import dev.ebm.api.tensor.Tensor;

/** The logarithm of a normalised density. */
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

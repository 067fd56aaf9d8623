package dev.ebm.api.data;

import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import org.apiguardian.api.API;

/** A named part of a dataset. */
@API(status = API.Status.STABLE, since = "1.0")
public sealed interface Split {

  /** A finite number of rows. */
  record Table(Rows rows) implements Split {}

  /** Fresh rows at every draw. */
  record Stream(Generator generator) implements Split {}

  /** Draws rows in the tensor language. */
  @FunctionalInterface
  interface Generator {
    /**
     * Independent rows.
     *
     * @param count B
     * @return float32 {@code [B, ...]}
     */
    Tensor draw(Key key, int count);
  }
}

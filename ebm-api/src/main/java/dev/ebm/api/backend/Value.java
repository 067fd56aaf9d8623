package dev.ebm.api.backend;

import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import org.apiguardian.api.API;

/** A tensor that a backend owns; immutable until it is closed. */
@API(status = API.Status.STABLE, since = "1.0")
public interface Value extends AutoCloseable {

  /** Its type. */
  TensorType type();

  /**
   * A copy of its elements on the host.
   *
   * @throws dev.ebm.api.error.BackendException EBM-B004 if the value is closed
   */
  TensorData download();

  /** Gives its memory back; idempotent. */
  @Override
  void close();
}

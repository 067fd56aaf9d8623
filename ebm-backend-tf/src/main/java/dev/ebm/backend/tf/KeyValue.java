package dev.ebm.backend.tf;

import dev.ebm.api.backend.Signature;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.concurrent.atomic.AtomicLong;

/** A key of the random number generator; it stays on the host, where draws are made. */
final class KeyValue implements Value {

  private final TensorData key;
  private final AtomicLong live;
  private boolean closed;

  /**
   * A key.
   *
   * @param live counts what is open
   */
  KeyValue(TensorData key, AtomicLong live) {
    this.key = key;
    this.live = live;
    live.incrementAndGet();
  }

  @Override
  public TensorType type() {
    return key.type();
  }

  @Override
  public TensorData download() {
    if (closed) {
      throw Signature.closed("a key of backend 'tf'");
    }
    return key;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      live.decrementAndGet();
    }
  }
}

package dev.ebm.backend.tf;

import dev.ebm.api.backend.Signature;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.concurrent.atomic.AtomicLong;
import org.tensorflow.Tensor;

/** A value of the tf backend: a TensorFlow tensor. */
final class TfValue implements Value {

  private final TensorType type;
  private final Tensor tensor;
  private final AtomicLong live;
  private boolean closed;

  /**
   * Takes a tensor over.
   *
   * @param live counts what is open
   */
  TfValue(TensorType type, Tensor tensor, AtomicLong live) {
    this.type = type;
    this.tensor = tensor;
    this.live = live;
    live.incrementAndGet();
  }

  @Override
  public TensorType type() {
    return type;
  }

  /** The tensor, which this value closes. */
  Tensor tensor() {
    if (closed) {
      throw Signature.closed("a value " + type + " of backend 'tf'");
    }
    return tensor;
  }

  @Override
  public TensorData download() {
    return Transfer.toHost(type, tensor());
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      tensor.close();
      live.decrementAndGet();
    }
  }
}

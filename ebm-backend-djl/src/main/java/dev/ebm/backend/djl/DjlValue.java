package dev.ebm.backend.djl;

import ai.djl.pytorch.engine.PtNDArray;
import dev.ebm.api.backend.Signature;
import dev.ebm.api.backend.Value;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;

/** A value of this backend: elements in PyTorch's memory, or a key, which the host draws from. */
abstract sealed class DjlValue implements Value {

  private final DjlBackend owner;
  private final TensorType type;

  private DjlValue(DjlBackend owner, TensorType type) {
    this.owner = owner;
    this.type = type;
  }

  /** The backend that made it, the only one that takes it. */
  DjlBackend owner() {
    return owner;
  }

  @Override
  public TensorType type() {
    return type;
  }

  abstract boolean isClosed();

  /** The failure of using it after {@link #close}. */
  BackendException closedFailure() {
    return Signature.closed("a value " + type);
  }

  @Override
  public String toString() {
    return (isClosed() ? "closed value " : "value ") + type;
  }

  static final class OfArray extends DjlValue {
    private final PtNDArray array;

    OfArray(DjlBackend owner, TensorType type, PtNDArray array) {
      super(owner, type);
      this.array = array;
    }

    PtNDArray array() {
      return array;
    }

    @Override
    boolean isClosed() {
      return array.isReleased();
    }

    @Override
    public TensorData download() {
      if (isClosed()) {
        throw closedFailure();
      }
      return HostMemory.download(array, type());
    }

    @Override
    public void close() {
      array.close();
    }
  }

  static final class OfKey extends DjlValue {
    private final TensorData key;
    private boolean closed;

    OfKey(DjlBackend owner, TensorData key) {
      super(owner, key.type());
      this.key = key;
    }

    @Override
    boolean isClosed() {
      return closed;
    }

    @Override
    public TensorData download() {
      if (closed) {
        throw closedFailure();
      }
      return key;
    }

    @Override
    public void close() {
      closed = true;
      owner().forget(this);
    }
  }
}

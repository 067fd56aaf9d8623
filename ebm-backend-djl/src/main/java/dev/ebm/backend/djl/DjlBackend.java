package dev.ebm.backend.djl;

import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;
import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Signature;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * PyTorch on the CPU. All arrays belong to one DJL manager, and whoever makes an array closes it: a
 * run its intermediate results, an executable its constants, the caller the values.
 */
final class DjlBackend implements Backend {

  private final PtNDManager arrays;
  private final int threads;
  private final Set<DjlValue> keys = Collections.newSetFromMap(new IdentityHashMap<>());

  DjlBackend(PtNDManager arrays, int threads) {
    this.arrays = arrays;
    this.threads = threads;
  }

  @Override
  public String name() {
    return DjlBackendFactory.NAME;
  }

  @Override
  public String description() {
    return "PyTorch %s through DJL %s, cpu, %d %s"
        .formatted(
            arrays.getEngine().getVersion(),
            Engine.getDjlVersion(),
            threads,
            threads == 1 ? "thread" : "threads");
  }

  @Override
  public Executable compile(Program program) {
    requireOpen();
    return InterpretedProgram.of(program, this);
  }

  @Override
  public Value upload(TensorData data) {
    requireOpen();
    if (data.type().dtype() == DType.KEY) {
      DjlValue key = new DjlValue.OfKey(this, data);
      keys.add(key);
      return key;
    }
    return new DjlValue.OfArray(this, data.type(), HostMemory.upload(arrays, data));
  }

  /** The root of all arrays. */
  PtNDManager arrays() {
    return arrays;
  }

  /** Counts a closed key no longer. */
  void forget(DjlValue.OfKey key) {
    keys.remove(key);
  }

  @Override
  public long liveValues() {
    return arrays.getManagedArrays().size() + keys.size();
  }

  @Override
  public void close() {
    arrays.close();
    List.copyOf(keys).forEach(Value::close);
  }

  private void requireOpen() {
    if (!arrays.isOpen()) {
      throw Signature.closed("backend 'djl'");
    }
  }
}

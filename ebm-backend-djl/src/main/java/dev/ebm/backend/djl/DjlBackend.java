package dev.ebm.backend.djl;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
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
  private final DjlConfig config;

  private final Set<Value> keys = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Executable> executables = Collections.newSetFromMap(new IdentityHashMap<>());

  DjlBackend(PtNDManager arrays, DjlConfig config) {
    this.arrays = arrays;
    this.config = config;
  }

  @Override
  public String name() {
    return DjlBackendFactory.NAME;
  }

  @Override
  public String description() {
    int threads = config.actualThreads();
    return "PyTorch %s through DJL %s, cpu, %d %s, %s%s%s"
        .formatted(
            arrays.getEngine().getVersion(),
            Engine.getDjlVersion(),
            threads,
            threads == 1 ? "thread" : "threads",
            config.interprets() ? "operation by operation" : "TorchScript",
            config.debugNan() ? ", watching for NaN" : "",
            drawsNatively() ? ", native random numbers" : "");
  }

  @Override
  public Executable compile(Program program) {
    requireOpen();
    try {
      CompiledProgram compiled = prepare(program);
      executables.add(compiled);
      return compiled;
    } catch (EngineException e) {
      throw Failure.of("program '" + program.name() + "'", "preparing it", e);
    }
  }

  private CompiledProgram prepare(Program program) {
    Program simplified = program.simplified();
    Arguments arguments =
        drawsNatively() ? Arguments.keyed(simplified) : Arguments.drawn(simplified, arrays);
    try {
      return new CompiledProgram(program, this, arguments, computation(arguments.program()));
    } catch (RuntimeException e) {
      arguments.close();
      throw e;
    }
  }

  private Computation computation(Program program) {
    return config.interprets()
        ? Interpreter.of(program, config.debugNan(), arrays)
        : ScriptModule.of(program, arrays);
  }

  private boolean drawsNatively() {
    return config.random() == DjlConfig.Random.NATIVE;
  }

  @Override
  public Value upload(TensorData data) {
    requireOpen();
    if (data.type().dtype() == DType.KEY) {
      DjlValue key = new DjlValue.OfKey(this, data);
      keys.add(key);
      return key;
    }
    try {
      return new DjlValue.OfArray(this, data.type(), HostMemory.upload(arrays, data));
    } catch (EngineException e) {
      throw Failure.of("backend 'djl'", "the upload of " + data.type(), e);
    }
  }

  /** The root of all arrays. */
  PtNDManager arrays() {
    return arrays;
  }

  /** Counts a closed key no longer. */
  void forget(Value key) {
    keys.remove(key);
  }

  /** Counts a closed executable no longer. */
  void forget(Executable executable) {
    executables.remove(executable);
  }

  @Override
  public long liveValues() {
    return arrays.getManagedArrays().size() + keys.size() + executables.size();
  }

  @Override
  public void close() {
    List.copyOf(executables).forEach(Executable::close);
    List.copyOf(keys).forEach(Value::close);
    arrays.close();
  }

  private void requireOpen() {
    if (!arrays.isOpen()) {
      throw Signature.closed("backend 'djl'");
    }
  }
}

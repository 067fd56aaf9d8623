package dev.ebm.backend.jvm;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import dev.ebm.backend.jvm.memory.HeapShortage;
import dev.ebm.backend.jvm.oracle.NanWatch;
import dev.ebm.backend.jvm.plan.Workers;

/**
 * Programs in pure Java: planned float32 execution on vector kernels, and the oracle for programs
 * with float64 or int64 values. Results do not depend on the number of threads.
 */
public final class JvmBackend implements Backend {

  private final FloatKernels kernels;
  private final ValuePool pool = new ValuePool();
  private final Workers workers;
  private final boolean debugNan;

  /**
   * Starts the worker threads.
   *
   * @param threads how many threads compute, at least 1, the caller's included
   */
  public JvmBackend(int threads) {
    this(threads, FloatKernels.best(), false);
  }

  /**
   * Starts the worker threads.
   *
   * @param debugNan whether every program runs on the oracle, which stops at the operation that
   *     makes the first NaN or infinity
   */
  JvmBackend(int threads, FloatKernels kernels, boolean debugNan) {
    this.debugNan = debugNan;
    this.kernels = kernels;
    this.workers = new Workers(threads);
  }

  @Override
  public String name() {
    return "jvm";
  }

  @Override
  public String description() {
    return "pure Java (%s), %d %s%s"
        .formatted(
            kernels.description(),
            workers.threads(),
            workers.threads() == 1 ? "thread" : "threads",
            debugNan ? ", operation by operation to find NaN" : "");
  }

  @Override
  public Executable compile(Program program) {
    Program simplified = program.simplified();
    if (debugNan) {
      return new OracleExecutable(program, simplified, pool, new NanWatch());
    }
    return isForOracle(simplified)
        ? new OracleExecutable(program, simplified, pool, (node, operands, result) -> {})
        : new PlannedExecutable(program, simplified, kernels, workers, pool);
  }

  private static boolean isForOracle(Program program) {
    for (Node node : program.nodes()) {
      if (isForOracle(node.dtype())
          || node.attribute() instanceof Attribute.Loop loop && isForOracle(loop.body())) {
        return true;
      }
    }
    return program.inputs().stream().anyMatch(input -> isForOracle(input.dtype()));
  }

  private static boolean isForOracle(DType dtype) {
    return dtype == DType.FLOAT64 || dtype == DType.INT64;
  }

  @Override
  public Value upload(TensorData data) {
    try {
      return new JvmValue(data.type(), content(data), pool);
    } catch (HeapShortage shortage) {
      throw shortage.of("value " + data.type());
    }
  }

  private Object content(TensorData data) {
    return switch (data.type().dtype()) {
      case KEY -> data;
      case FLOAT32 -> copy(data.floats());
      case BOOL -> JvmValue.narrow(data.toDoubles());
      case FLOAT64, INT32 -> data.toDoubles();
      case INT64 -> data.longs().clone();
    };
  }

  private float[] copy(float[] elements) {
    float[] array = pool.take(elements.length);
    System.arraycopy(elements, 0, array, 0, elements.length);
    return array;
  }

  @Override
  public long liveValues() {
    return pool.open();
  }

  @Override
  public void close() {
    workers.close();
  }
}

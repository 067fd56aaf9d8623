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
import dev.ebm.backend.jvm.plan.Workers;

/**
 * Programs in pure Java: planned float32 execution on vector kernels, and the oracle for programs
 * with float64 values. Results do not depend on the number of threads.
 */
public final class JvmBackend implements Backend {

  private final FloatKernels kernels;
  private final ValuePool pool = new ValuePool();
  private final Workers workers;

  /**
   * Starts the worker threads.
   *
   * @param threads how many threads compute, at least 1, the caller's included
   */
  public JvmBackend(int threads) {
    this(threads, FloatKernels.best());
  }

  JvmBackend(int threads, FloatKernels kernels) {
    this.kernels = kernels;
    this.workers = new Workers(threads);
  }

  @Override
  public String name() {
    return "jvm";
  }

  @Override
  public String description() {
    return "pure Java (%s), %d %s"
        .formatted(
            kernels.description(),
            workers.threads(),
            workers.threads() == 1 ? "thread" : "threads");
  }

  @Override
  public Executable compile(Program program) {
    Program simplified = program.simplified();
    return hasFloat64(simplified)
        ? new OracleExecutable(program, simplified, pool)
        : new PlannedExecutable(program, simplified, kernels, workers, pool);
  }

  private static boolean hasFloat64(Program program) {
    for (Node node : program.nodes()) {
      if (node.dtype() == DType.FLOAT64
          || node.attribute() instanceof Attribute.Loop loop && hasFloat64(loop.body())) {
        return true;
      }
    }
    return program.inputs().stream().anyMatch(input -> input.dtype() == DType.FLOAT64);
  }

  @Override
  public Value upload(TensorData data) {
    Object content =
        switch (data.type().dtype()) {
          case KEY -> data;
          case FLOAT32 -> copy(data.floats());
          case BOOL -> JvmValue.narrow(data.toDoubles());
          case FLOAT64, INT32 -> data.toDoubles();
        };
    return new JvmValue(data.type(), content, pool);
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

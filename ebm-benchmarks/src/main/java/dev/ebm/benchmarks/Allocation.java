package dev.ebm.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;

/**
 * A backend that counts the bytes of Java heap that its executables allocate while they run, on the
 * caller's thread and on all others. Whatever else runs meanwhile is counted too.
 */
final class Allocation implements Backend {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Backend backend;
  private long inRuns;

  Allocation(Backend backend) {
    this.backend = backend;
  }

  /** Bytes that all threads which are alive have allocated since they began. */
  static long total() {
    long[] bytes = THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds());
    return Arrays.stream(bytes).filter(count -> count > 0).sum();
  }

  /** Bytes on the caller's thread inside {@link Executable#run}. */
  long inRuns() {
    return inRuns;
  }

  private static long ofThisThread() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  @Override
  public Executable compile(Program program) {
    Executable executable = backend.compile(program);
    return new Executable() {
      @Override
      public Program program() {
        return executable.program();
      }

      @Override
      public List<Value> run(List<Value> inputs) {
        long before = ofThisThread();
        List<Value> outputs = executable.run(inputs);
        inRuns += ofThisThread() - before;
        return outputs;
      }

      @Override
      public void close() {
        executable.close();
      }
    };
  }

  @Override
  public String name() {
    return backend.name();
  }

  @Override
  public String description() {
    return backend.description();
  }

  @Override
  public boolean supports(Op op, DType dtype) {
    return backend.supports(op, dtype);
  }

  @Override
  public Value upload(TensorData data) {
    return backend.upload(data);
  }

  @Override
  public long liveValues() {
    return backend.liveValues();
  }

  @Override
  public void close() {
    backend.close();
  }
}

package dev.ebm.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One operation at a time, as a program of its own: what kernels take, and what a call costs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class OperationBenchmark {

  /** The backend's name. */
  @Param({"jvm", "djl", "tf"})
  public String backend;

  /** What is computed. */
  @Param public Operation operation;

  private OneProgram program;

  /** Opens the backend. */
  @Setup(Level.Trial)
  public void open() {
    program = new OneProgram(backend, operation.program());
  }

  /** One run. */
  @Benchmark
  public void run() {
    program.run();
  }

  /** Closes the backend. */
  @TearDown(Level.Trial)
  public void close() {
    program.close();
  }
}

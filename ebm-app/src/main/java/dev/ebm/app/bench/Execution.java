package dev.ebm.app.bench;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.train.StepProgram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A workload on one backend, run as training runs its step: the key and the number of the step go
 * in, the program runs, its scalars come out, and the old state is freed.
 */
final class Execution implements Runs, AutoCloseable {

  private static final TensorData ROOT = Philox.seed(1);

  private final Backend backend;
  private final Workload workload;
  private final Executable executable;
  private final Map<String, Value> held = new LinkedHashMap<>();
  private int runs;

  /**
   * Compiles and uploads.
   *
   * @throws dev.ebm.api.error.BackendException EBM-B002 if the backend lacks an operation
   */
  Execution(Backend backend, Workload workload) {
    this.backend = backend;
    this.workload = workload;
    this.executable = backend.compile(workload.program());
    try {
      restart();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Goes back to the workload's start. */
  void restart() {
    closeHeld();
    runs = 0;
    workload.start().entries().forEach((name, data) -> held.put(name, backend.upload(data)));
  }

  /** One run. */
  void run() {
    advance(value -> value.type().shape().rank() == 0);
  }

  @Override
  public List<Long> runFor(double nanos) {
    List<Long> times = new ArrayList<>();
    long began = System.nanoTime();
    long now = began;
    do {
      long before = now;
      run();
      now = System.nanoTime();
      times.add(now - before);
    } while (now - began < nanos);
    return times;
  }

  /** One run, all of whose results are fetched. */
  Tree<TensorData> results() {
    return advance(value -> true);
  }

  private Tree<TensorData> advance(Predicate<Value> fetched) {
    List<Value> fresh = new ArrayList<>();
    List<Value> inputs = new ArrayList<>();
    for (String name : workload.program().inputNames()) {
      Value input = held.get(name);
      if (input == null) {
        input = backend.upload(fresh(name));
        fresh.add(input);
      }
      inputs.add(input);
    }
    List<Value> outputs;
    try {
      outputs = executable.run(inputs);
    } finally {
      fresh.forEach(Value::close);
    }
    runs++;
    Map<String, TensorData> results = new LinkedHashMap<>();
    for (int i = 0; i < outputs.size(); i++) {
      String name = workload.program().outputNames().get(i);
      Value output = outputs.get(i);
      if (fetched.test(output)) {
        results.put(name, output.download());
      }
      if (held.containsKey(name)) {
        held.put(name, output).close();
      } else {
        output.close();
      }
    }
    return Tree.copyOf(results);
  }

  private TensorData fresh(String name) {
    return switch (name) {
      case StepProgram.STEP -> TensorData.scalar(runs);
      case StepProgram.KEY -> Philox.fold(ROOT, runs);
      default -> throw new IllegalStateException("no value for the input " + name);
    };
  }

  private void closeHeld() {
    held.values().forEach(Value::close);
    held.clear();
  }

  @Override
  public void close() {
    closeHeld();
    executable.close();
  }
}

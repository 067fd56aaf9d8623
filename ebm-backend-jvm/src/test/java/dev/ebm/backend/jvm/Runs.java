package dev.ebm.backend.jvm;

import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import java.util.List;

/** Runs programs on host data. */
final class Runs {

  private Runs() {}

  /** Compiles, runs once, and closes everything. */
  static List<TensorData> run(JvmBackend backend, Program program, List<TensorData> inputs) {
    List<Value> values = inputs.stream().map(backend::upload).toList();
    try (Executable executable = backend.compile(program)) {
      List<Value> outputs = executable.run(values);
      List<TensorData> results = outputs.stream().map(Value::download).toList();
      outputs.forEach(Value::close);
      return results;
    } finally {
      values.forEach(Value::close);
    }
  }
}

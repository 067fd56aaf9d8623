package dev.ebm.backend.tf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.testkit.ReferenceBackend;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Opens a backend and demands after every test that nothing is left open. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TfTest {

  Backend backend;

  @BeforeAll
  final void open() {
    backend = new TfBackendFactory().open(new TfConfig(1, "cpu", TfConfig.Random.PORTABLE));
  }

  @AfterEach
  final void leavesNothingOpen() {
    assertThat(backend.liveValues()).isZero();
  }

  @AfterAll
  final void close() {
    backend.close();
  }

  final List<TensorData> run(Program program, TensorData... inputs) {
    return run(backend, program, inputs);
  }

  final List<TensorData> expected(Program program, TensorData... inputs) {
    try (Backend reference = new ReferenceBackend()) {
      return run(reference, program, inputs);
    }
  }

  private static List<TensorData> run(Backend engine, Program program, TensorData... inputs) {
    try (Executable executable = engine.compile(program)) {
      return run(engine, executable, inputs);
    }
  }

  static List<TensorData> run(Backend engine, Executable executable, TensorData... inputs) {
    List<Value> values = new ArrayList<>();
    try {
      for (TensorData input : inputs) {
        values.add(engine.upload(input));
      }
      List<Value> outputs = executable.run(List.copyOf(values));
      values.addAll(outputs);
      return outputs.stream().map(Value::download).toList();
    } finally {
      values.forEach(Value::close);
    }
  }
}

package dev.ebm.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Runs expressions on a backend and closes everything. */
final class Evaluation {

  private Evaluation() {}

  /** One thread and portable random numbers. */
  static Backend open(DjlConfig.Execution execution) {
    return open(config(execution, DjlConfig.Random.PORTABLE, false));
  }

  static Backend open(DjlConfig config) {
    return new DjlBackendFactory().open(config);
  }

  static DjlConfig config(
      DjlConfig.Execution execution, DjlConfig.Random random, boolean debugNan) {
    return new DjlConfig(1, "cpu", execution, random, debugNan);
  }

  /**
   * The value of an expression. It is computed twice, from inputs and from constants, on which the
   * planner computes before the run; both give the same bits and leave nothing open.
   */
  static TensorData of(
      Backend backend, Function<List<Tensor>, Tensor> expression, TensorData... inputs) {
    long before = backend.liveValues();
    Program.Builder builder = Program.builder("expression");
    List<Tensor> arguments = new ArrayList<>();
    for (TensorData input : inputs) {
      arguments.add(builder.input("x" + arguments.size(), input.type()));
    }
    Program program = builder.output("y", expression.apply(arguments)).build();
    List<Tensor> literals = Arrays.stream(inputs).map(Tensors::constant).toList();
    Program constant = Program.builder("constant").output("y", expression.apply(literals)).build();

    TensorData result = run(backend, program, inputs).get(0);
    assertThat(run(backend, constant).get(0)).as("computed from constants").isEqualTo(result);
    assertThat(backend.liveValues()).as("left open").isEqualTo(before);
    return result;
  }

  /** The results of one run. */
  static List<TensorData> run(Backend backend, Program program, TensorData... inputs) {
    try (Executable executable = backend.compile(program)) {
      return run(backend, executable, inputs);
    }
  }

  static List<TensorData> run(Backend backend, Executable executable, TensorData... inputs) {
    List<Value> open = new ArrayList<>();
    try {
      for (TensorData input : inputs) {
        open.add(backend.upload(input));
      }
      List<Value> results = executable.run(open);
      open.addAll(results);
      return results.stream().map(Value::download).toList();
    } finally {
      open.forEach(Value::close);
    }
  }
}

package dev.ebm.backend.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.lang.management.ManagementFactory;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PlannedExecutionTest {

  /** Some 40 roundings of numbers below 8, grown by derivatives of at most 1. */
  private static final Offset<Double> ROUNDING = Offset.offset(1e-4);

  private static final int ROWS = 512;

  private static final long HANDLES = 4_096;

  @Property(tries = 400)
  void computesWhatTheOracleComputes(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int operations) {
    Program program = RandomPrograms.of(seed, operations);
    List<TensorData> inputs = RandomPrograms.inputs(program, seed);
    List<TensorData> doubles =
        inputs.stream()
            .map(
                data ->
                    TensorData.fromDoubles(
                        new TensorType(DType.FLOAT64, data.shape()), data.toDoubles()))
            .toList();
    try (JvmBackend backend = new JvmBackend(2)) {
      List<TensorData> planned = run(backend, program, inputs);
      List<TensorData> oracle = run(backend, program.withPrecision(DType.FLOAT64), doubles);
      for (int i = 0; i < planned.size(); i++) {
        assertThat(planned.get(i).shape()).isEqualTo(oracle.get(i).shape());
        assertThat(planned.get(i).toDoubles())
            .as("output %d of %s", i, program)
            .usingComparatorWithPrecision(ROUNDING.value)
            .containsExactly(oracle.get(i).toDoubles());
      }
      assertThat(backend.liveValues()).isZero();
    }
  }

  @Test
  void givesTheSameBitsOnAnyNumberOfThreads() {
    Program program = step(true);
    List<TensorData> inputs = stepInputs(program);
    try (JvmBackend one = new JvmBackend(1);
        JvmBackend two = new JvmBackend(2);
        JvmBackend five = new JvmBackend(5)) {
      List<TensorData> expected = run(one, program, inputs);
      assertThat(run(two, program, inputs)).isEqualTo(expected);
      assertThat(run(five, program, inputs)).isEqualTo(expected);
    }
  }

  /**
   * A run's results are handles of some 30 bytes; the kernels need a vector or two. Before they are
   * compiled, every vector is an object; hence the many rounds.
   */
  @Test
  void allocatesNextToNothingInSteadyState() {
    Program program = step(false);
    try (JvmBackend backend = new JvmBackend(1);
        Executable executable = backend.compile(program)) {
      List<Value> inputs = stepInputs(program).stream().map(backend::upload).toList();
      long smallest = Long.MAX_VALUE;
      for (int round = 0; round < 20_000 && smallest >= HANDLES; round++) {
        long before = allocated();
        executable.run(inputs).forEach(Value::close);
        smallest = Math.min(smallest, allocated() - before);
      }
      inputs.forEach(Value::close);
      assertThat(smallest).as("bytes allocated in a run").isLessThan(HANDLES);
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  /** A network's loss on rows, and its gradients: large enough to be divided. */
  private static Program step(boolean draws) {
    Program.Builder program = Program.builder("step");
    Tensor first = program.input("first", TensorType.float32(3, 64));
    Tensor second = program.input("second", TensorType.float32(64, 64));
    Tensor bias = program.input("bias", TensorType.float32(64));
    Tensor x =
        draws
            ? program.key("key").normal(ROWS, 3)
            : program.input("x", TensorType.float32(ROWS, 3));
    Tensor hidden = x.matmul(first).softplus().matmul(second).add(bias).tanh();
    Tensor loss = hidden.square().sum(1).logistic().mean();
    program.output("loss", loss);
    List<Tensor> parameters = List.of(first, second, bias);
    List<Tensor> gradients = Gradients.of(loss, parameters);
    for (int i = 0; i < gradients.size(); i++) {
      program.output("gradient" + i, gradients.get(i));
    }
    return program.build();
  }

  private static List<TensorData> stepInputs(Program program) {
    return program.inputs().stream()
        .map(
            input ->
                input.dtype() == DType.KEY
                    ? Philox.seed(7)
                    : Philox.draw(
                        Op.NORMAL,
                        Philox.fold(Philox.seed(7), input.attribute().toString()),
                        input.type()))
        .toList();
  }

  private static List<TensorData> run(
      JvmBackend backend, Program program, List<TensorData> inputs) {
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

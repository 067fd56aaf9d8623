package dev.ebm.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every failure has a code, a place and a remedy, and leaves nothing open. */
@ParameterizedClass
@EnumSource(DjlConfig.Execution.class)
class FailureTest {

  @Parameter private DjlConfig.Execution execution;

  private Backend backend;

  @BeforeEach
  void open() {
    backend = Evaluation.open(execution);
  }

  @AfterEach
  void close() {
    assertThat(backend.liveValues()).isZero();
    backend.close();
  }

  private static void assertFails(Runnable action, String code, String... parts) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            BackendException.class, failure -> assertThat(failure.code()).isEqualTo(code))
        .hasMessageContainingAll(parts);
  }

  private static Program increment() {
    Program.Builder builder = Program.builder("increment");
    return builder.output("y", builder.input("x", TensorType.float32(2)).add(1)).build();
  }

  @Test
  void refusesAnOperationThatItCannotCompute() {
    Program.Builder builder = Program.builder("draw");
    Node draw = builder.output("y", builder.key("key").normal(2)).build().outputs().get(0);
    try (Backend other = Evaluation.open(execution);
        Constants constants = new Constants(((DjlBackend) other).arrays())) {
      assertFails(() -> Kernels.of(draw, constants), "EBM-B002", "normal", "f32[2]");
    }
  }

  @Test
  void refusesInputsThatDoNotFit() {
    try (Executable executable = backend.compile(increment());
        Value wide = backend.upload(TensorData.of(new double[2], 2));
        Value key = backend.upload(Philox.seed(1))) {
      assertFails(() -> executable.run(List.of()), "EBM-B003", "f32[2]");
      assertFails(() -> executable.run(List.of(wide)), "EBM-B003", "f64[2]");
      assertFails(() -> executable.run(List.of(key)), "EBM-B003", "key");
    }
  }

  @Test
  void refusesValuesOfAnotherBackend() {
    try (Backend other = Evaluation.open(execution);
        Value foreign = other.upload(TensorData.of(new float[2], 2));
        Executable executable = backend.compile(increment())) {
      assertFails(() -> executable.run(List.of(foreign)), "EBM-B003", "another backend");
    }
  }

  @Test
  void refusesWhatIsClosed() {
    Executable executable = backend.compile(increment());
    Value x = backend.upload(TensorData.of(new float[2], 2));
    x.close();
    assertFails(() -> executable.run(List.of(x)), "EBM-B004", "f32[2]");
    assertFails(x::download, "EBM-B004", "f32[2]");
    executable.close();
    try (Value open = backend.upload(TensorData.of(new float[2], 2))) {
      assertFails(() -> executable.run(List.of(open)), "EBM-B004", "increment");
    }
    Backend second = Evaluation.open(execution);
    second.close();
    assertFails(() -> second.compile(increment()), "EBM-B004", "backend 'djl'");
  }

  @Test
  void refusesAClosedKey() {
    Program.Builder builder = Program.builder("draw");
    Program program = builder.output("y", builder.key("key").normal(2)).build();
    Value key = backend.upload(Philox.seed(1));
    key.close();
    try (Executable executable = backend.compile(program)) {
      assertFails(() -> executable.run(List.of(key)), "EBM-B004", "key");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 3, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void refusesRowIndicesOutOfRange(int index) {
    checkIndex(index, (rows, indices) -> rows.gather(indices), "gather");
    checkIndex(index, (rows, indices) -> rows.slice(0, 0, 2).scatterAdd(indices, 3), "scatter_add");
  }

  private void checkIndex(int index, BinaryOperator<Tensor> expression, String operation) {
    TensorData rows = TensorData.of(new float[3], 3);
    TensorData indices = TensorData.of(new int[] {0, index}, 2);
    String[] parts = {operation, "index " + index, "position 1", "3 rows", "FailureTest"};
    Program.Builder builder = Program.builder("rows");
    Tensor x = builder.input("x", rows.type());
    Tensor i = builder.input("i", indices.type());
    Program ofInputs = builder.output("y", expression.apply(x, i)).build();
    Program ofConstants =
        Program.builder("constant rows")
            .output("y", expression.apply(Tensors.constant(rows), Tensors.constant(indices)))
            .build();
    assertFails(() -> Evaluation.run(backend, ofInputs, rows, indices), "EBM-B005", parts);
    assertFails(() -> Evaluation.run(backend, ofConstants), "EBM-B005", parts);
  }

  @Test
  void refusesTheIterationAsARowIndexOutOfRange() {
    Program.Builder builder = Program.builder("rows");
    Tensor x = builder.input("x", TensorType.float32(3, 1));
    Tensor sum =
        Tensors.loop(
                4,
                List.of(Tensors.zeros(Shape.of(1, 1))),
                (i, c) -> List.of(c.get(0).add(x.gather(i.reshape(1)))))
            .get(0);
    Program program = builder.output("y", sum).build();
    TensorData rows = TensorData.of(new float[3], 3, 1);
    assertFails(() -> Evaluation.run(backend, program, rows), "EBM-B005", "index 3", "3 rows");
  }

  @Test
  void namesTheOperationInWhichPyTorchFails() {
    Node node = increment().outputs().get(0);
    Kernel failing = in -> JniUtils.reshape(in[0], new long[] {3});
    Step step = new Step.Compute(node, failing, new int[] {0}, 1);
    Plan plan =
        new Plan(
            new Step[] {step}, new int[1][0], new PtNDArray[2], 1, new int[] {1}, false, false);
    PtNDManager arrays = ((DjlBackend) backend).arrays();
    try (PtNDArray x = HostMemory.upload(arrays, TensorData.of(new float[2], 2))) {
      assertFails(() -> plan.run(new PtNDArray[] {x}), "EBM-B006", "add : f32[2]", "FailureTest");
    }
  }

  @Test
  void namesTheMemoryThatPyTorchDidNotGet() {
    PtNDManager arrays = ((DjlBackend) backend).arrays();
    Node node = increment().outputs().get(0);
    EngineException noMemory =
        assertThrows(
            EngineException.class,
            () ->
                JniUtils.createEmptyNdArray(
                    arrays,
                    new ai.djl.ndarray.types.Shape(1L << 20, 1L << 30),
                    DataType.FLOAT32,
                    Device.cpu(),
                    SparseFormat.DENSE));
    BackendException failure = Failure.of(node, noMemory);
    assertThat(failure.code()).isEqualTo("EBM-B008");
    assertThat(failure).hasMessageContainingAll("4294967296.0 MiB", "add : f32[2]", "FailureTest");
  }

  @Test
  void namesTheCheckThatFailedAndItsLine() {
    Program.Builder builder = Program.builder("checked");
    Tensor x = builder.input("x", TensorType.float32(2));
    Program program = builder.output("y", x.check(x.gt(0), "x must be positive").log()).build();
    TensorData bad = TensorData.of(new float[] {1, -1}, 2);
    assertFails(
        () -> Evaluation.run(backend, program, bad),
        "EBM-B007",
        "x must be positive",
        "FailureTest.java");
    TensorData good = TensorData.of(new float[] {1, 1}, 2);
    assertThat(Evaluation.run(backend, program, good).get(0).floats()).containsExactly(0, 0);
  }
}

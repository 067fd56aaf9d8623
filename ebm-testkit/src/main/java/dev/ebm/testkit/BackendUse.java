package dev.ebm.testkit;

import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.loop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Signature;
import dev.ebm.api.backend.Value;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.opentest4j.TestAbortedException;

/** How a backend is used, rightly and wrongly: signatures, lifetimes and errors. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BackendUse {

  private static final TensorData PAIR = Samples.vector(DType.FLOAT32, 1, 2);
  private static final TensorData ROWS = Samples.random(DType.FLOAT32, Shape.of(4, 3), 1);

  private Backend backend;

  /** Opens the backend; called once. */
  protected abstract Backend openBackend();

  final Backend backend() {
    return backend;
  }

  @BeforeAll
  final void open() {
    backend = openBackend();
  }

  @AfterAll
  final void closeTwice() {
    backend.close();
    backend.close();
  }

  @AfterEach
  final void leavesNothingOpen() {
    assertThat(backend.liveValues()).as("values and executables left open").isZero();
  }

  /**
   * Whether a program needs what the backend says that it lacks; it is then refused before it runs,
   * by name, and its operations have no row in the report.
   */
  final boolean refuses(Program program) {
    try {
      Signature.checkSupported(backend, program.simplified());
      return false;
    } catch (BackendException lacking) {
      assertThatExceptionOfType(BackendException.class)
          .isThrownBy(() -> backend.compile(program))
          .withMessageStartingWith("EBM-B002")
          .withMessageContaining(lacking.problems().get(0).what());
      return true;
    }
  }

  /**
   * Compiles a program that a test needs.
   *
   * @throws TestAbortedException if the backend refuses it for what it lacks
   */
  final Executable compile(Program program) {
    if (refuses(program)) {
      throw new TestAbortedException(
          "the backend refuses program '" + program.name() + "' for what it lacks");
    }
    return backend.compile(program);
  }

  /** A value of no backend. */
  private record Foreign(TensorData download) implements Value {
    @Override
    public TensorType type() {
      return download.type();
    }

    @Override
    public void close() {}
  }

  @Test
  void refusesAValueOfAnotherBackend() {
    Program.Builder program = Program.builder("foreign");
    Tensor x = program.input("x", PAIR.type());
    try (Executable executable = compile(program.output("y", x.exp()).build())) {
      assertThatExceptionOfType(BackendException.class)
          .isThrownBy(() -> executable.run(List.of(new Foreign(PAIR))))
          .withMessageContaining("EBM-B003")
          .withMessageContaining("another backend");
    }
  }

  @Test
  void describesItself() {
    assertThat(backend.name()).matches("[a-z][a-z0-9-]*");
    assertThat(backend.description()).isNotBlank().hasLineCount(1);
  }

  @Test
  void returnsWhatWasUploaded() {
    List<TensorData> all = new ArrayList<>(List.of(Philox.seed(3)));
    for (DType dtype : Samples.ALL) {
      all.add(Samples.edges(dtype));
      Samples.SHAPES.forEach(shape -> all.add(Samples.random(dtype, shape, 1)));
    }
    for (TensorData data : all) {
      try (Value value = backend.upload(data)) {
        assertThat(value.type()).isEqualTo(data.type());
        assertThat(value.download()).isEqualTo(data);
      }
    }
  }

  @Test
  void countsWhatIsOpen() {
    Executable executable = compile(doubling());
    Value value = backend.upload(PAIR);
    List<Value> outputs = executable.run(List.of(value));
    assertThat(backend.liveValues()).isGreaterThanOrEqualTo(2);
    for (int times = 0; times < 2; times++) {
      outputs.forEach(Value::close);
      value.close();
      executable.close();
      assertThat(backend.liveValues()).isZero();
    }
  }

  @Test
  void keepsTheProgramAsGiven() {
    Program program = doubling();
    try (Executable executable = compile(program)) {
      assertThat(executable.program()).isSameAs(program);
    }
  }

  @Test
  void rejectsInputsThatDoNotFit() {
    try (Executable executable = compile(doubling());
        Value pair = backend.upload(PAIR);
        Value row = backend.upload(PAIR.reshape(1, 2));
        Value whole = backend.upload(Samples.vector(DType.INT32, 1, 2))) {
      fails("EBM-B003", () -> executable.run(List.of()));
      fails("EBM-B003", () -> executable.run(List.of(pair, pair)));
      fails("EBM-B003", () -> executable.run(List.of(row)));
      fails("EBM-B003", () -> executable.run(List.of(whole)));
      assertThatExceptionOfType(BackendException.class)
          .isThrownBy(() -> executable.run(List.of(row)))
          .withMessageContaining("doubling")
          .withMessageContaining("x: f32[2]")
          .withMessageContaining("f32[1, 2]");
      assertThat(run(executable, List.of(PAIR)))
          .containsExactly(Samples.vector(DType.FLOAT32, 2, 4));
    }
  }

  @Test
  void rejectsWhatIsClosed() {
    Executable executable = compile(doubling());
    Value value = backend.upload(PAIR);
    Value closed = backend.upload(PAIR);
    closed.close();
    fails("EBM-B004", closed::download);
    fails("EBM-B004", () -> executable.run(List.of(closed)));
    executable.close();
    fails("EBM-B004", () -> executable.run(List.of(value)));
    value.close();
    fails("EBM-B004", value::download);
  }

  @Test
  void rejectsRowsOutOfRange() {
    for (DType dtype : Samples.FLOATING) {
      TensorData rows =
          TensorData.fromDoubles(new TensorType(dtype, ROWS.shape()), ROWS.toDoubles());
      for (Program program : List.of(gathering(dtype), scattering(dtype), gatheringInLoop(dtype))) {
        if (refuses(program)) {
          continue;
        }
        try (Executable executable = backend.compile(program)) {
          long open = backend.liveValues();
          for (int wrong : new int[] {-1, 4, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            TensorData indices = Samples.vector(DType.INT32, 0, 1, wrong, 3);
            fails("EBM-B005", () -> run(executable, List.of(rows, indices)));
            assertThat(backend.liveValues()).as("open after a failed run").isEqualTo(open);
          }
          List<TensorData> right = List.of(rows, Samples.vector(DType.INT32, 0, 1, 3, 3));
          assertThat(run(executable, right)).hasSize(1);
        }
      }
    }
  }

  @Test
  void returnsInputsConstantsAndDuplicatesAsValuesOfTheirOwn() {
    Program.Builder builder = Program.builder("passing");
    Tensor x = builder.input("x", PAIR.type());
    Tensor seven = constant(Samples.vector(DType.FLOAT32, 7, 8));
    Tensor sum = x.add(seven);
    builder.output("x", x).output("x again", x).output("view", x.reshape(2, 1));
    builder.output("constant", seven).output("constant again", seven);
    builder.output("sum", sum).output("sum again", sum);
    try (Executable executable = compile(builder.build())) {
      Value input = backend.upload(PAIR);
      List<Value> outputs = executable.run(List.of(input));
      input.close();
      for (int k = 0; k < outputs.size(); k++) {
        assertThat(outputs.get(k).download().toDoubles())
            .as("output %d after the earlier ones are closed", k)
            .containsExactly(k < 3 ? at(1, 2) : k < 5 ? at(7, 8) : at(8, 10));
        outputs.get(k).close();
      }
      assertThat(run(executable, List.of(PAIR)).get(3).toDoubles()).containsExactly(7, 8);
    }
  }

  private static double[] at(double... values) {
    return values;
  }

  @Test
  void keepsOutputsWhenTheExecutableIsClosed() {
    Executable executable = compile(doubling());
    Value input = backend.upload(PAIR);
    try (Value output = executable.run(List.of(input)).get(0)) {
      executable.close();
      input.close();
      assertThat(output.download()).isEqualTo(Samples.vector(DType.FLOAT32, 2, 4));
    }
  }

  @Test
  void acceptsInputsThatNoOutputNeeds() {
    Program.Builder builder = Program.builder("unused");
    builder.input("a", PAIR.type());
    Tensor x = builder.input("x", PAIR.type());
    builder.key("key");
    builder.input("flag", new TensorType(DType.BOOL, Shape.SCALAR));
    builder.output("y", x.neg());
    try (Executable executable = compile(builder.build())) {
      TensorData flag = TensorData.of(new boolean[] {true});
      assertThat(run(executable, List.of(PAIR, PAIR, Philox.seed(1), flag)))
          .containsExactly(Samples.vector(DType.FLOAT32, -1, -2));
      fails("EBM-B003", () -> run(executable, List.of(ROWS, PAIR, Philox.seed(1), flag)));
    }
  }

  @Test
  void runsProgramsWithoutInputs() {
    Program program = Program.builder("lonely").output("y", constant(1.5).mul(2)).build();
    try (Executable executable = compile(program)) {
      assertThat(run(executable, List.of())).containsExactly(TensorData.scalar(3f));
    }
  }

  @Test
  void feedsOutputsBackAndOneValueTwice() {
    Program.Builder builder = Program.builder("adding");
    Tensor a = builder.input("a", PAIR.type());
    Tensor b = builder.input("b", PAIR.type());
    builder.output("sum", a.add(b));
    try (Executable adding = compile(builder.build());
        Executable doubling = compile(doubling())) {
      Value value = backend.upload(PAIR);
      for (int i = 0; i < 3; i++) {
        Value next = adding.run(List.of(value, value)).get(0);
        value.close();
        value = doubling.run(List.of(next)).get(0);
        next.close();
      }
      assertThat(value.download()).isEqualTo(Samples.vector(DType.FLOAT32, 64, 128));
      value.close();
    }
  }

  @Test
  void runsOnOneThreadAfterAnother() {
    try (Executable executable = compile(doubling())) {
      List<TensorData> here = run(executable, List.of(PAIR));
      List<TensorData> there =
          CompletableFuture.supplyAsync(() -> run(executable, List.of(PAIR))).join();
      assertThat(there).isEqualTo(here);
    }
  }

  private static Program doubling() {
    Program.Builder builder = Program.builder("doubling");
    return builder.output("y", builder.input("x", PAIR.type()).mul(2)).build();
  }

  private static Program gathering(DType dtype) {
    Program.Builder builder = Program.builder("gathering");
    Tensor rows = builder.input("rows", new TensorType(dtype, ROWS.shape()));
    Tensor indices = builder.input("indices", new TensorType(DType.INT32, Shape.of(4)));
    return builder.output("y", rows.gather(indices)).build();
  }

  private static Program scattering(DType dtype) {
    Program.Builder builder = Program.builder("scattering");
    Tensor rows = builder.input("rows", new TensorType(dtype, ROWS.shape()));
    Tensor indices = builder.input("indices", new TensorType(DType.INT32, Shape.of(4)));
    return builder.output("y", rows.scatterAdd(indices, 4)).build();
  }

  private static Program gatheringInLoop(DType dtype) {
    Program.Builder builder = Program.builder("gathering in a loop");
    Tensor rows = builder.input("rows", new TensorType(dtype, ROWS.shape()));
    Tensor indices = builder.input("indices", new TensorType(DType.INT32, Shape.of(4)));
    List<Tensor> result = loop(2, List.of(rows), (i, v) -> List.of(v.get(0).gather(indices)));
    return builder.output("y", result.get(0)).build();
  }

  static void fails(String code, ThrowingCallable action) {
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(action)
        .extracting(BackendException::code)
        .isEqualTo(code);
  }

  /** Uploads, runs and closes. */
  final List<TensorData> run(Executable executable, List<TensorData> inputs) {
    List<Value> values = new ArrayList<>();
    try {
      inputs.forEach(input -> values.add(backend.upload(input)));
      List<Value> outputs = executable.run(values);
      values.addAll(outputs);
      return outputs.stream().map(Value::download).toList();
    } finally {
      values.forEach(Value::close);
    }
  }
}

package dev.ebm.backend.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a run that cannot go on says. */
class FailuresTest {

  private final JvmBackend backend = new JvmBackend(2);
  private final JvmBackend debugging = new JvmBackend(1, FloatKernels.best(), true);

  @AfterEach
  void close() {
    backend.close();
    debugging.close();
  }

  @Test
  void aCheckFailsWhereOneOfManyElementsIsFalse() {
    float[] elements = new float[10_000];
    elements[9_999] = 1;
    Program program = checked(elements.length, "x stays below 1");
    assertThat(Runs.run(backend, program, List.of(TensorData.of(new float[10_000], 10_000))))
        .containsExactly(TensorData.of(new float[10_000], 10_000));
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> Runs.run(backend, program, List.of(TensorData.of(elements, 10_000))))
        .withMessageStartingWith("EBM-B007 FailuresTest.checked(FailuresTest.java:")
        .withMessageContaining("x stays below 1");
  }

  private static Program checked(int n, String message) {
    Program.Builder program = Program.builder("checked");
    Tensor x = program.input("x", TensorType.float32(n));
    return program.output("y", x.check(x.lt(1), message)).build();
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void aCheckFailsInTheIterationOfALoop(DType precision) {
    Program.Builder builder = Program.builder("loop");
    Tensor start = builder.input("start", TensorType.float32());
    Tensor end =
        Tensors.loop(
                10,
                List.of(start),
                (i, carried) -> {
                  Tensor next = carried.get(0).add(1);
                  return List.of(next.check(next.lt(8), "below 8"));
                })
            .get(0);
    Program program = builder.output("end", end).build().withPrecision(precision);
    TensorType type = new TensorType(precision, Shape.SCALAR);
    TensorData low = TensorData.fromDoubles(type, new double[] {-5});
    TensorData high = TensorData.fromDoubles(type, new double[] {-2});
    assertThat(Runs.run(backend, program, List.of(low)).get(0).at(0)).isEqualTo(5);
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> Runs.run(backend, program, List.of(high)))
        .withMessageStartingWith("EBM-B007")
        .withMessageContaining("below 8");
  }

  @Test
  void aCheckComesBeforeWhatReadsTheCheckedValue() {
    Program.Builder builder = Program.builder("labels");
    Tensor rows = builder.input("rows", TensorType.float32(3, 2));
    Tensor labels = builder.input("labels", new TensorType(DType.INT32, Shape.of(2)));
    Tensor valid = labels.check(labels.lt(3), "a label has a row");
    Program program = builder.output("chosen", rows.gather(valid)).build();
    TensorData data = TensorData.of(new float[6], 3, 2);
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(
            () -> Runs.run(backend, program, List.of(data, TensorData.of(new int[] {0, 3}, 2))))
        .withMessageStartingWith("EBM-B007");
  }

  @Test
  void debuggingNamesTheOperationThatMakesTheFirstNan() {
    Program.Builder builder = Program.builder("nan");
    Tensor x = builder.input("x", TensorType.float32(2));
    Tensor end =
        Tensors.loop(3, List.of(x), (i, carried) -> List.of(carried.get(0).sub(1).log().neg()))
            .get(0);
    Program program = builder.output("y", end.mul(2)).build();
    TensorData data = TensorData.of(new float[] {1.5f, 1.25f}, 2);
    assertThat(Runs.run(backend, program, List.of(data)).get(0).at(0)).isNaN();
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> Runs.run(debugging, program, List.of(data)))
        .withMessageStartingWith("EBM-B009 FailuresTest.")
        .withMessageContaining("log : f32[2] makes NaN");
  }

  @Test
  void debuggingNamesTheOperationThatOverflowsInFloat32() {
    Program.Builder builder = Program.builder("infinity");
    Tensor x = builder.input("x", TensorType.float32());
    Program program = builder.output("y", x.exp().mul(0)).build();
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> Runs.run(debugging, program, List.of(TensorData.scalar(100f))))
        .withMessageContaining("exp : f32[] makes an infinity");
  }

  @Test
  void debuggingLetsRowsOfMinusInfinityPass() {
    Program.Builder builder = Program.builder("rows");
    Tensor x = builder.input("x", TensorType.float32(2, 2));
    Program program = builder.output("y", Tensors.logSumExp(x, 1)).build();
    float none = Float.NEGATIVE_INFINITY;
    TensorData data = TensorData.of(new float[] {none, none, 0, none}, 2, 2);
    assertThat(Runs.run(debugging, program, List.of(data)))
        .containsExactly(TensorData.of(new float[] {none, 0}, 2));
  }

  @Test
  void debuggingLeavesACheckItsOwnMessage() {
    Program.Builder builder = Program.builder("checked");
    Tensor x = builder.input("x", TensorType.float32());
    Program program = builder.output("y", x.check(x.isFinite(), "x is finite")).build();
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(
            () -> Runs.run(debugging, program, List.of(TensorData.scalar(Float.POSITIVE_INFINITY))))
        .withMessageStartingWith("EBM-B007")
        .withMessageContaining("x is finite");
  }

  @Test
  void debuggingNamesAnOperationOnConstants() {
    Program.Builder builder = Program.builder("constant");
    Tensor x = builder.input("x", TensorType.float32());
    Program program = builder.output("y", x.add(Tensors.constant(-1).sqrt())).build();
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> Runs.run(debugging, program, List.of(TensorData.scalar(1f))))
        .withMessageStartingWith("EBM-B009")
        .withMessageContaining("sqrt : f32[] makes NaN");
  }

  @Test
  void debuggingLetsANanPassThatCameFromOutside() {
    Program.Builder builder = Program.builder("given");
    Tensor x = builder.input("x", TensorType.float32());
    Program program = builder.output("y", x.add(1).tanh()).build();
    List<TensorData> nan = List.of(TensorData.scalar(Float.NaN));
    assertThat(Runs.run(debugging, program, nan).get(0).at(0)).isNaN();
  }

  /** No virtual machine has arrays of 2^31-1 elements, whatever its heap. */
  @Test
  void aLackOfMemoryNamesSizeProgramAndRemedy() {
    Program.Builder builder = Program.builder("huge");
    Tensor scale = builder.input("scale", TensorType.float32());
    Tensor numbers = Tensors.iota(Integer.MAX_VALUE);
    Program planned = builder.output("y", numbers.cast(DType.FLOAT32).mul(scale)).build();
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> Runs.run(backend, planned, List.of(TensorData.scalar(1f))))
        .withMessageStartingWith("EBM-B008 program 'huge': asks for 16384 MB")
        .withMessageContaining("-Xmx");
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(
            () ->
                Runs.run(
                    backend,
                    planned.withPrecision(DType.FLOAT64),
                    List.of(TensorData.of(new double[] {1}))))
        .withMessageStartingWith("EBM-B008 program 'huge': asks for 16384 MB");
  }

  /** The second factor and the product are needed as a whole at once: 2^32 elements. */
  @Test
  void anArenaLargerThanAnyArrayIsRefused() {
    int n = 46_300;
    Program.Builder builder = Program.builder("huge");
    Tensor row = builder.input("row", TensorType.float32(1, n));
    Tensor first = builder.input("first", TensorType.float32(n, n));
    Tensor second = builder.key("key").normal(n, n);
    Program program = builder.output("y", row.matmul(first.matmul(second))).build();
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> backend.compile(program))
        .withMessageStartingWith("EBM-B008 program 'huge': asks for 163")
        .withMessageContaining("2^31-1 elements");
  }
}

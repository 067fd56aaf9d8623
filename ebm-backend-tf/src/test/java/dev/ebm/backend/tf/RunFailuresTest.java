package dev.ebm.backend.tf;

import static dev.ebm.api.tensor.Tensors.fill;
import static dev.ebm.api.tensor.Tensors.loop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunFailuresTest extends TfTest {

  private static final TensorType INDICES = new TensorType(DType.INT32, Shape.of(2));

  private void fails(String word, BinaryOperator<Tensor> use, int index) {
    Program.Builder builder = Program.builder("index");
    Tensor rows = builder.input("rows", TensorType.float32(2, 3));
    Tensor indices = builder.input("indices", INDICES);
    builder.output("y", use.apply(rows, indices));
    Program program = builder.build();
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(
            () ->
                run(
                    program,
                    TensorData.zeros(TensorType.float32(2, 3)),
                    TensorData.of(new int[] {0, index}, 2)))
        .satisfies(e -> assertThat(e.code()).isEqualTo("EBM-B005"))
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1))
        .withMessageContaining(word)
        .withMessageContaining(String.valueOf(index))
        .withMessageContaining("RunFailuresTest.java:");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void namesTheLineOfAGatherOutOfRange(int index) {
    fails("indices are 0 to 1", Tensor::gather, index);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void namesTheLineOfAScatterOutOfRange(int index) {
    fails("indices are 0 to 4", (rows, indices) -> rows.scatterAdd(indices, 5), index);
  }

  @Test
  void namesTheLineInsideNestedLoops() {
    fails(
        "gather",
        (rows, indices) ->
            loop(
                    2,
                    List.of(fill(0, 2, 3)),
                    (i, outer) ->
                        loop(
                            2,
                            outer,
                            (j, inner) -> List.of(inner.get(0).add(rows.gather(indices)))))
                .get(0),
        7);
  }

  @Test
  void scattersIntoNothing() {
    Program.Builder builder = Program.builder("nothing");
    Tensor rows = builder.input("rows", TensorType.float32(2, 0));
    Tensor none = builder.input("none", TensorType.float32(0, 3));
    Tensor indices = builder.input("indices", INDICES);
    Tensor noIndices = builder.input("noIndices", new TensorType(DType.INT32, Shape.of(0)));
    builder.output("empty rows", rows.scatterAdd(indices, 4));
    builder.output("no rows", none.scatterAdd(noIndices, 4));
    builder.output("into no rows", none.scatterAdd(noIndices, 0));
    TensorData[] inputs = {
      TensorData.zeros(TensorType.float32(2, 0)),
      TensorData.zeros(TensorType.float32(0, 3)),
      TensorData.of(new int[] {0, 3}, 2),
      TensorData.of(new int[0], 0)
    };
    var results = run(builder.build(), inputs);
    assertThat(results.get(0).shape()).isEqualTo(Shape.of(4, 0));
    assertThat(results.get(1).floats()).containsOnly(0).hasSize(12);
    assertThat(results.get(2).shape()).isEqualTo(Shape.of(0, 3));
  }

  @Test
  void tellsOtherFailuresInOneLine() {
    BackendException told =
        new RunFailures("walk", Map.of())
            .tell(new RuntimeException("Something went wrong\n\t [[{{node MatMul_7}}]]\nHint"));
    assertThat(told)
        .hasMessage("EBM-B006 program 'walk': Something went wrong (report it with the program)");
  }

  /** The build gives the module's tests 1 GB, by TensorFlow's own environment variable. */
  @Test
  void namesTheMemoryThatIsNotThere() {
    Program.Builder builder = Program.builder("wide");
    Tensor x = builder.input("x", TensorType.float32(1));
    Tensor wide = x.broadcastTo(20_000, 20_000).exp();
    builder.output("y", wide.matmul(wide).sum());
    Program program = builder.build();
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> run(program, TensorData.of(new float[] {1}, 1)))
        .satisfies(e -> assertThat(e.code()).isEqualTo("EBM-B008"))
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1))
        .withMessageContaining("RunFailuresTest.java:")
        .withMessageContaining("1525.9 MiB")
        .withMessageContaining("float[20000, 20000]")
        .withMessageContaining("program 'wide'")
        .withMessageContaining("limit is 1024.0 MiB");
  }

  @ParameterizedTest
  @CsvSource({
    "'[]', int64, 8 bytes",
    "'[300,1000,1000]', double, 2288.8 MiB",
    "'[1000,1000,100000]', bool, 95367.4 MiB"
  })
  void countsTheBytesThatWereAskedFor(String shape, String type, String size) {
    String message =
        "OOM when allocating tensor with shape%s and type %s on /job:localhost by allocator cpu";
    RuntimeException thrown = new RuntimeException(message.formatted(shape, type));
    assertThat(new RunFailures("walk", Map.of()).tell(thrown))
        .hasMessageStartingWith("EBM-B008 program 'walk': TensorFlow found no " + size + " of ");
  }
}

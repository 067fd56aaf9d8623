package dev.ebm.backend.tf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TensorFlow's kernels stop at 5 axes (broadcast), 6 (pad) and 8 (slice, reverse). */
class StructureTest extends TfTest {

  @ParameterizedTest
  @CsvSource({
    "4, FLOAT32",
    "5, INT32",
    "6, BOOL",
    "7, FLOAT64",
    "8, FLOAT32",
    "9, INT64",
    "10, BOOL"
  })
  void movesElementsOfTensorsOfAnyRank(int rank, DType dtype) {
    int[] twos = new int[rank];
    Arrays.fill(twos, 2);
    twos[rank - 1] = 5;
    int[] sparse = twos.clone();
    for (int axis = 1; axis < rank; axis += 2) {
      sparse[axis] = 1;
    }
    int[] backwards = IntStream.range(0, rank).map(axis -> rank - 1 - axis).toArray();
    Program.Builder builder = Program.builder("rank " + rank);
    Tensor x = builder.input("x", new TensorType(dtype, Shape.of(twos)));
    Tensor thin = builder.input("thin", new TensorType(dtype, Shape.of(sparse)));
    builder.output("broadcast", thin.broadcastTo(twos));
    builder.output("transpose", x.transpose(backwards));
    builder.output("slice", x.slice(0, 1, 2).slice(2, 0, 1).slice(-1, 1, 5, 2));
    builder.output("pad", x.pad(0, 1, 0).pad(2, 0, 2).pad(-1, 1, 1));
    builder.output("reverse", x.reverse(0, 2, -1));
    builder.output("reshape", x.reshape(-1));
    if (dtype != DType.BOOL) {
      builder.output("argmax", x.argmax(-1)).output("argmax of the second", x.argmax(1));
    }
    Program program = builder.build();
    TensorData[] inputs = {counting(dtype, twos), counting(dtype, sparse)};
    assertThat(run(program, inputs)).isEqualTo(expected(program, inputs));
  }

  /** The derivative of a slice with a stride has zeros between its elements. */
  @ParameterizedTest
  @CsvSource({"3", "6", "9"})
  void putsZerosBetweenElements(int rank) {
    int[] dims = new int[rank];
    Arrays.fill(dims, 2);
    dims[rank - 1] = 10;
    dims[0] = 4;
    Program.Builder builder = Program.builder("between");
    Tensor x = builder.input("x", TensorType.float32(dims));
    Tensor part = x.slice(-1, 1, 9, 3).slice(0, 0, 4, 2);
    Tensor c = builder.input("c", part.type());
    builder.output(
        "spread", Gradients.vectorJacobian(List.of(part), List.of(c), List.of(x)).get(0));
    Program program = builder.build();
    TensorData[] inputs = {
      counting(DType.FLOAT32, dims), counting(DType.FLOAT32, part.shape().dims())
    };
    assertThat(run(program, inputs)).isEqualTo(expected(program, inputs));
  }

  private static TensorData counting(DType dtype, int... dims) {
    TensorType type = new TensorType(dtype, Shape.of(dims));
    return TensorData.fromDoubles(
        type, IntStream.range(0, type.shape().size()).mapToDouble(i -> i % 3).toArray());
  }
}

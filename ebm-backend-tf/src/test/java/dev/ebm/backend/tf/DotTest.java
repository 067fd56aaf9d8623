package dev.ebm.backend.tf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transposed operands are not transposed but read so; small whole numbers make sums exact. */
class DotTest extends TfTest {

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void readsTransposedOperands(DType dtype) {
    Program.Builder builder = Program.builder("dot");
    Tensor a = builder.input("a", new TensorType(dtype, Shape.of(3, 5)));
    Tensor b = builder.input("b", new TensorType(dtype, Shape.of(5, 3)));
    Tensor c = builder.input("c", new TensorType(dtype, Shape.of(2, 3, 5)));
    Tensor d = builder.input("d", new TensorType(dtype, Shape.of(2, 5, 3)));
    Tensor e = builder.input("e", new TensorType(dtype, Shape.of(3, 2, 5)));
    builder.output("plain", a.matmul(b));
    builder.output("left", a.transpose().matmul(b.transpose().add(1)));
    builder.output("right", a.matmul(a.transpose()));
    builder.output("both", a.transpose().matmul(b.transpose()));
    builder.output("batches", c.matmul(d));
    builder.output("left batches", c.transpose().matmul(c));
    builder.output("both batches", c.transpose().matmul(d.transpose()));
    builder.output("another transpose", e.transpose(1, 0, 2).matmul(d));
    Program program = builder.build();
    TensorData[] inputs =
        program.inputs().stream()
            .map(
                input ->
                    TensorData.fromDoubles(
                        input.type(),
                        IntStream.range(0, input.shape().size())
                            .mapToDouble(i -> i % 7 - 3)
                            .toArray()))
            .toArray(TensorData[]::new);
    assertThat(run(program, inputs)).isEqualTo(expected(program, inputs));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void sumsNothingToZero(DType dtype) {
    Program.Builder builder = Program.builder("nothing");
    Tensor a = builder.input("a", new TensorType(dtype, Shape.of(2, 0)));
    builder.output("zeros", a.matmul(a.transpose()));
    builder.output("empty", a.transpose().matmul(a));
    TensorData nothing = TensorData.zeros(new TensorType(dtype, Shape.of(2, 0)));
    var results = run(builder.build(), nothing);
    assertThat(results.get(0).toDoubles()).containsExactly(0, 0, 0, 0);
    assertThat(results.get(1).shape()).isEqualTo(Shape.of(0, 0));
  }
}

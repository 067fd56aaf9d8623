package dev.ebm.backend.tf;

import static dev.ebm.api.tensor.Tensors.fill;
import static dev.ebm.api.tensor.Tensors.scan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors.ScanStep;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoopsTest extends TfTest {

  /** A stack's entries are read and written in place, whatever their dtype and number of axes. */
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64", "INT32", "INT64", "BOOL"})
  void readsAndCollectsEntriesOfEveryDtypeAndRank(DType dtype) {
    Program.Builder builder = Program.builder("entries");
    List<Shape> shapes =
        List.of(
            Shape.of(3), Shape.of(3, 5), Shape.of(3, 0), Shape.of(3, 2, 1, 2, 1, 2, 1, 2, 1, 2));
    for (Shape shape : shapes) {
      Tensor stack = builder.input("stack " + shape, new TensorType(dtype, shape));
      Tensor first = stack.slice(0, 0, 1).reshape(shape.range(1, shape.rank()).dims());
      var scanned =
          scan(
              3,
              List.of(first),
              List.of(stack),
              (i, carried, entries) -> new ScanStep(entries, List.of(carried.get(0))));
      builder.output("last " + shape, scanned.carried().get(0));
      builder.output("shifted " + shape, scanned.collected().get(0));
    }
    Program program = builder.build();
    TensorData[] inputs =
        program.inputs().stream().map(in -> counting(in.type())).toArray(TensorData[]::new);
    assertThat(run(program, inputs)).isEqualTo(expected(program, inputs));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void collectsInLoopsInLoopsAndBackwards(int count) {
    Program.Builder builder = Program.builder("nested");
    Tensor stack = builder.input("stack", TensorType.float32(count, 3));
    Tensor start = builder.input("start", TensorType.float32(3));
    var outer =
        scan(
            count,
            List.of(start),
            List.of(stack),
            (i, carried, entries) -> {
              var inner =
                  scan(
                      2,
                      carried,
                      List.of(),
                      (j, x, none) ->
                          new ScanStep(
                              List.of(x.get(0).mul(entries.get(0)).add(1)),
                              List.of(x.get(0).add(j.cast(DType.FLOAT32)))));
              return new ScanStep(inner.carried(), inner.collected());
            });
    Tensor loss = outer.carried().get(0).sum().add(outer.collected().get(0).square().sum());
    builder.output("last", outer.carried().get(0));
    builder.output("collected", outer.collected().get(0));
    builder.output("by the stack", Gradients.of(loss, stack));
    builder.output("by the start", Gradients.of(loss, start));
    Program program = builder.build();
    TensorData[] inputs =
        program.inputs().stream().map(in -> counting(in.type())).toArray(TensorData[]::new);
    assertThat(run(program, inputs)).isEqualTo(expected(program, inputs));
  }

  /** Entries are written in place, into memory that belongs to one run. */
  @Test
  void keepsTheStacksOfEarlierRuns() {
    Program.Builder builder = Program.builder("powers");
    Tensor x = builder.input("x", TensorType.float32());
    var powers =
        scan(
            3,
            List.of(fill(1)),
            List.of(),
            (i, v, none) -> new ScanStep(List.of(v.get(0).mul(x)), List.of(v.get(0))));
    builder.output("powers", powers.collected().get(0));
    try (Executable executable = backend.compile(builder.build());
        Value two = backend.upload(TensorData.scalar(2f));
        Value three = backend.upload(TensorData.scalar(3f));
        Value first = executable.run(List.of(two)).get(0);
        Value second = executable.run(List.of(three)).get(0)) {
      assertThat(first.download().floats()).containsExactly(1, 2, 4);
      assertThat(second.download().floats()).containsExactly(1, 3, 9);
    }
  }

  private static TensorData counting(TensorType type) {
    return TensorData.fromDoubles(
        type, IntStream.range(0, type.shape().size()).mapToDouble(i -> i % 3).toArray());
  }
}

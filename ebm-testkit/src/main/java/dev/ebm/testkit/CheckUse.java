package dev.ebm.testkit;

import static dev.ebm.api.tensor.Tensors.loop;
import static dev.ebm.api.tensor.Tensors.scan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ebm.api.backend.Executable;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors.ScanStep;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Checks that fail: the run ends with their own text and line, and leaves nothing behind. */
abstract class CheckUse extends BackendUse {

  private static final TensorData GOOD = Samples.vector(DType.FLOAT32, 1, 2, 3);
  private static final String TEXT = "temperatures, 3 of them, are positive";

  private static final Map<String, UnaryOperator<Tensor>> PLACES =
      Map.of(
          "at the top", x -> positive(x).mul(2),
          "as the result", CheckUse::positive,
          "in a loop", x -> loop(3, List.of(x), (i, v) -> List.of(positive(v.get(0)))).get(0),
          "in the last of a loop's iterations", CheckUse::fallingBelowZeroAtTheEnd,
          "in a loop in a loop",
              x ->
                  loop(
                          2,
                          List.of(x),
                          (i, v) -> loop(2, v, (j, u) -> List.of(positive(u.get(0)).mul(1.5))))
                      .get(0),
          "on a collected value",
              x ->
                  scan(
                          2,
                          List.of(x),
                          List.of(),
                          (i, v, s) ->
                              new ScanStep(List.of(v.get(0).mul(2)), List.of(positive(v.get(0)))))
                      .collected()
                      .get(0),
          "before a derivative", x -> Gradients.of(positive(x).square().sum(), x),
          "on part of a value", x -> x.check(x.slice(0, 1, 2).gt(0), TEXT));

  private static Tensor positive(Tensor x) {
    return x.check(x.gt(0), TEXT);
  }

  private static Tensor fallingBelowZeroAtTheEnd(Tensor x) {
    return loop(50, List.of(x), (i, v) -> List.of(v.get(0).check(i.lt(49).or(x.gt(0)), TEXT)))
        .get(0);
  }

  @Test
  void failsWithTheTextAndTheLineOfACheck() {
    TensorData bad = Samples.vector(DType.FLOAT32, 1, -2, 3);
    PLACES.forEach(
        (place, function) -> {
          Program program = program(place, function);
          if (refuses(program)) {
            return;
          }
          try (Executable executable = backend().compile(program)) {
            long open = backend().liveValues();
            for (int times = 0; times < 2; times++) {
              assertThatExceptionOfType(BackendException.class)
                  .as(place)
                  .isThrownBy(() -> run(executable, List.of(bad)))
                  .withMessageStartingWith("EBM-B007 CheckUse.")
                  .withMessageContaining("(CheckUse.java:")
                  .withMessageContaining(TEXT);
              assertThat(backend().liveValues()).as("open after a failed check").isEqualTo(open);
            }
            assertThat(run(executable, List.of(GOOD)))
                .as(place)
                .isEqualTo(Reference.run(executable.program(), List.of(GOOD)));
          }
        });
  }

  @Test
  void failsWhereACheckedValueIsNotANumber() {
    try (Executable executable = compile(program("nan", CheckUse::positive))) {
      TensorData nan = Samples.vector(DType.FLOAT32, 1, 2, Double.NaN);
      fails("EBM-B007", () -> run(executable, List.of(nan)));
    }
  }

  @Test
  void failsWithTheFirstOfTwoChecksThatFails() {
    Program.Builder builder = Program.builder("two checks");
    Tensor x = builder.input("x", GOOD.type());
    Tensor flags = builder.input("flags", new TensorType(DType.BOOL, Shape.of(2)));
    Tensor first = x.check(flags.get(0, 0), "the first holds");
    builder.output("y", first.mul(2).check(flags.get(0, 1), "the second holds"));
    try (Executable executable = compile(builder.build())) {
      assertThatExceptionOfType(BackendException.class)
          .isThrownBy(() -> run(executable, List.of(GOOD, Samples.vector(DType.BOOL, 0, 0))))
          .withMessageContaining("the first holds");
      assertThatExceptionOfType(BackendException.class)
          .isThrownBy(() -> run(executable, List.of(GOOD, Samples.vector(DType.BOOL, 1, 0))))
          .withMessageContaining("the second holds");
    }
  }

  private static Program program(String name, UnaryOperator<Tensor> function) {
    Program.Builder builder = Program.builder("checking " + name);
    return builder.output("y", function.apply(builder.input("x", GOOD.type()))).build();
  }
}

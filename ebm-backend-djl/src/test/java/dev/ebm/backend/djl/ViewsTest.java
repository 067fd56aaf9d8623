package dev.ebm.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ViewsTest {

  /** Whether a value may show the memory of the first input. */
  private static boolean shows(UnaryOperator<Tensor> expression) {
    Program.Builder builder = Program.builder("one");
    Tensor x = builder.input("x", TensorType.float32(2, 3));
    Program program = builder.output("y", expression.apply(x)).build();
    return Views.inputsOf(program.outputs().get(0)).contains(program.inputs().get(0));
  }

  @Test
  void followsViewsAndLoops() {
    assertThat(shows(x -> x.transpose().reshape(6).slice(0, 1, 3))).isTrue();
    assertThat(shows(x -> x.add(1).transpose())).isFalse();
    assertThat(shows(x -> loop(x, c -> List.of(c.get(0).exp(), c.get(1))).get(0))).isTrue();
    assertThat(shows(x -> loop(x.exp(), c -> List.of(c.get(0).exp(), c.get(0))).get(1))).isFalse();
    assertThat(shows(x -> loop(x.exp(), c -> List.of(x.reshape(3, 2), c.get(0))).get(1)))
        .as("one after the other")
        .isTrue();
    assertThat(
            shows(x -> loop(x.exp(), c -> List.of(c.get(0).add(x.reshape(3, 2)), c.get(1))).get(0)))
        .isFalse();
  }

  private static List<Tensor> loop(Tensor start, UnaryOperator<List<Tensor>> body) {
    return Tensors.loop(
        2, List.of(start.reshape(3, 2), start.exp().reshape(3, 2)), (i, c) -> body.apply(c));
  }

  /** Draws of which a result is a view may not be written anew, for a caller holds the result. */
  @ParameterizedTest
  @EnumSource(DjlConfig.Execution.class)
  void keepsResultsThatAreDraws(DjlConfig.Execution execution) {
    Program.Builder builder = Program.builder("draws");
    Key key = builder.key("key");
    Tensor drawn = key.fold("a").normal(2, 3);
    Tensor swapped =
        Tensors.loop(
                3,
                List.of(Tensors.fill(0, 4), Tensors.fill(1, 4)),
                (i, c) -> List.of(c.get(1), key.fold(i).normal(4)))
            .get(0);
    builder.output("view", drawn.transpose()).output("swapped", swapped);
    builder.output("used", key.fold("b").normal(5).exp());
    try (Backend backend = Evaluation.open(execution);
        Executable executable = backend.compile(builder.build())) {
      List<List<Value>> results = new ArrayList<>();
      List<List<TensorData>> first = new ArrayList<>();
      for (int seed = 0; seed < 3; seed++) {
        try (Value uploaded = backend.upload(Philox.seed(seed))) {
          results.add(executable.run(List.of(uploaded)));
        }
        first.add(results.get(seed).stream().map(Value::download).toList());
      }
      for (int seed = 0; seed < 3; seed++) {
        assertThat(results.get(seed).stream().map(Value::download)).isEqualTo(first.get(seed));
        results.get(seed).forEach(Value::close);
      }
    }
  }
}

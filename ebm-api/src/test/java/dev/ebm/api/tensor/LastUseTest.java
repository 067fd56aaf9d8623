package dev.ebm.api.tensor;

import static dev.ebm.api.tensor.Tensors.loop;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LastUseTest {

  private final Program.Builder builder = Program.builder("energy");
  private final Tensor x = builder.input("x", TensorType.float32(4, 2));

  @Test
  void freesEveryValueAfterItsLastReader() {
    Tensor w = builder.input("w", TensorType.float32(2, 3));
    Tensor hidden = x.matmul(w);
    Tensor energy = hidden.softplus().sum(1);
    builder.output("u", energy).output("score", Gradients.of(energy.sum(), x).neg());
    Program program = builder.build().simplified();
    assertThat(program.toString()).doesNotContain("free");
    assertThat(LastUse.of(program))
        .hasToString(
            """
            energy(x: f32[4, 2], w: f32[2, 3]) {
              %0 = dot(x, w) : f32[4, 3]
              %1 = softplus(%0) : f32[4, 3]
              %2 = reduce_sum(%1, [1]) : f32[4]; free %1
              %3 = logistic(%0) : f32[4, 3]; free %0
              %4 = transpose(w, [1, 0]) : f32[3, 2]
              %5 = dot(%3, %4) : f32[4, 2]; free %3, %4
              %6 = neg(%5) : f32[4, 2]; free %5
              return u=%2, score=%6
            }
            """);
  }

  @Test
  void neverFreesInputsAndOutputs() {
    Tensor y = x.exp();
    Program program = builder.output("y", y).output("z", y.neg()).output("x", x).build();
    LastUse uses = LastUse.of(program);
    assertThat(program.nodes()).allSatisfy(node -> assertThat(uses.freedAfter(node)).isEmpty());
  }

  @Test
  void freesALoopAfterItsLastProjection() {
    List<Tensor> end = loop(2, List.of(x, x.neg()), (i, v) -> List.of(v.get(1), v.get(0)));
    Program program = builder.output("y", end.get(0).add(end.get(1))).build();
    LastUse uses = LastUse.of(program);
    Node sum = program.outputs().get(0);
    Node loop = sum.input(0).input(0);
    assertThat(uses.freedAfter(loop)).containsExactly(loop.input(1));
    assertThat(uses.freedAfter(sum.input(0))).isEmpty();
    assertThat(uses.freedAfter(sum.input(1))).containsExactly(loop);
    assertThat(uses.freedAfter(sum)).containsExactly(sum.input(0), sum.input(1));
  }

  /** What is computed and read by nobody, as in a program that was not simplified, goes at once. */
  @Test
  void freesWhatNobodyReadsWhenItIsMade() {
    Tensor y = x.exp();
    Tensor custom =
        Tensors.customDerivative(List.of(y), in -> in.get(0).sin(), (c, value, in) -> List.of(c));
    Program program = builder.output("y", custom).build();
    assertThat(LastUse.of(program).freedAfter(custom.node()))
        .containsExactly(y.node(), custom.node().input(0));
  }
}

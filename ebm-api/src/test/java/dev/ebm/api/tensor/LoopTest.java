package dev.ebm.api.tensor;

import static dev.ebm.api.tensor.Tensors.fill;
import static dev.ebm.api.tensor.Tensors.loop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ebm.api.error.TensorException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopTest {

  private final Program.Builder builder = Program.builder("chain");
  private final Tensor x = builder.input("x", TensorType.float32(3));
  private final Tensor v = builder.input("v", TensorType.float32(3));

  @Test
  void computesOnceOutsideWhatNoIterationChanges() {
    Key key = builder.key("key");
    Tensor scale = v.exp();
    List<Tensor> result =
        loop(
            5,
            List.of(x),
            (i, carried) -> {
              Tensor noise = key.fold("noise").fold(i).normal(3);
              return List.of(carried.get(0).mul(0.5).add(scale.square()).add(noise));
            });
    assertThat(builder.output("x", result.get(0)).build().simplified())
        .hasToString(
            """
            chain(x: f32[3], v: f32[3], key: key[]) {
              %0 = exp(v) : f32[3]
              %1 = mul(%0, %0) : f32[3]
              %2 = fold_key(key, "noise") : key[]
              %3 = loop(x, %1, %2, count=5, carried=1)
                body(i: i32[], carry0: f32[3], capture1: f32[3], capture2: key[]) {
                  %0 = reshape(0.5) : f32[1]
                  %1 = broadcast(%0) : f32[3]
                  %2 = mul(carry0, %1) : f32[3]
                  %3 = add(%2, capture1) : f32[3]
                  %4 = fold_key(capture2, i) : key[]
                  %5 = normal(%4) : f32[3]
                  %6 = add(%3, %5) : f32[3]
                  return carry0=%6
                }
              %4 = project(%3, 0) : f32[3]
              return x=%4
            }
            """);
  }

  @Test
  void nestsAndCapturesFromEveryLevel() {
    List<Tensor> result =
        loop(
            2,
            List.of(x),
            (i, outer) -> {
              Tensor step = i.cast(DType.FLOAT32);
              return loop(
                  3, outer, (j, inner) -> List.of(inner.get(0).mul(v).add(step).add(outer.get(0))));
            });
    assertThat(builder.output("x", result.get(0)).build())
        .hasToString(
            """
            chain(x: f32[3], v: f32[3]) {
              %0 = loop(x, v, count=2, carried=1)
                body(i: i32[], carry0: f32[3], capture0: f32[3]) {
                  %0 = cast(i) : f32[]
                  %1 = reshape(%0) : f32[1]
                  %2 = broadcast(%1) : f32[3]
                  %3 = loop(carry0, capture0, %2, carry0, count=3, carried=1)
                    body(i: i32[], carry0: f32[3], capture0: f32[3], capture1: f32[3], capture2: f32[3]) {
                      %0 = mul(carry0, capture0) : f32[3]
                      %1 = add(%0, capture1) : f32[3]
                      %2 = add(%1, capture2) : f32[3]
                      return carry0=%2
                    }
                  %4 = project(%3, 0) : f32[3]
                  return carry0=%4
                }
              %1 = project(%0, 0) : f32[3]
              return x=%1
            }
            """);
  }

  @Test
  void rejectsABodyThatChangesTypes() {
    assertThatExceptionOfType(TensorException.class)
        .isThrownBy(() -> loop(2, List.of(x), (i, c) -> List.of(c.get(0).sum())))
        .withMessageStartingWith("EBM-T006 LoopTest")
        .withMessageContaining("f32[3]")
        .withMessageContaining("f32[]");
    assertThatExceptionOfType(TensorException.class)
        .isThrownBy(() -> loop(2, List.of(x, v), (i, c) -> List.of(c.get(0))))
        .withMessageStartingWith("EBM-T006 LoopTest")
        .withMessageContaining("takes 2 values and returns 1");
    assertThatExceptionOfType(TensorException.class)
        .isThrownBy(() -> loop(-1, List.of(x), (i, c) -> c))
        .withMessageStartingWith("EBM-T006 LoopTest")
        .withMessageContaining("-1");
  }

  @Test
  void rejectsATensorThatLeavesItsBody() {
    Tensor[] leaked = new Tensor[1];
    loop(
        2,
        List.of(x),
        (i, c) -> {
          leaked[0] = c.get(0).exp();
          return c;
        });
    assertThatExceptionOfType(TensorException.class)
        .isThrownBy(() -> builder.output("leak", leaked[0]).build())
        .withMessageStartingWith("EBM-T004");
  }

  @Test
  void isDerivedByALoopInTheOtherDirection() {
    Tensor y = loop(3, List.of(x), (i, c) -> List.of(c.get(0).mul(v))).get(0);
    assertThat(gradient(y.sum(), v).simplified())
        .hasToString(
            """
            gradient(x: f32[3], v: f32[3]) {
              %0 = reshape(1.0) : f32[1]
              %1 = broadcast(%0) : f32[3]
              %2 = reshape(0.0) : f32[1]
              %3 = broadcast(%2) : f32[3]
              %4 = loop(x, v, count=3, carried=1)
                body(i: i32[], carry0: f32[3], capture0: f32[3]) {
                  %0 = mul(carry0, capture0) : f32[3]
                  return carry0=%0, history0=carry0
                }
              %5 = project(%4, 1) : f32[3, 3]
              %6 = loop(%1, %3, %5, v, count=3, carried=2, scanned=1, reverse)
                body(i: i32[], carry0: f32[3], carry1: f32[3], entry0: f32[3], capture0: f32[3]) {
                  %0 = mul(carry0, capture0) : f32[3]
                  %1 = mul(carry0, entry0) : f32[3]
                  %2 = add(carry1, %1) : f32[3]
                  return carry0=%0, carry1=%2
                }
              %7 = project(%6, 1) : f32[3]
              return gradient=%7
            }
            """);
  }

  @Test
  void keepsASamplerBehindStopGradientALoop() {
    Tensor chains =
        loop(
                1_000_000,
                List.of(x),
                (i, c) -> List.of(c.get(0).sub(Gradients.of(energy(c.get(0)), c.get(0)))))
            .get(0)
            .stopGradient();
    Program program = gradient(energy(x).sub(energy(chains)), v);
    assertThat(ops(program)).contains(Op.LOOP);
  }

  private Tensor energy(Tensor state) {
    return state.square().mul(v).sum();
  }

  @Test
  void isDerivedAtACostThatDoesNotGrowWithItsIterations() {
    long lines = third(10).toString().lines().count();
    assertThat(third(1_000_000).toString().lines().count()).isEqualTo(lines);
  }

  /** The third derivative through a loop. */
  private Program third(int count) {
    Tensor y = loop(count, List.of(x), (i, c) -> List.of(c.get(0).mul(v).sin())).get(0);
    Tensor second = Gradients.of(Gradients.of(y.sum(), v).sum(), v);
    return gradient(second.sum(), v).simplified();
  }

  @Test
  void copiesRepeatedConstantsIntoTheBody() {
    Tensor half = fill(0.5, 3);
    Tensor y = loop(2, List.of(x), (i, c) -> List.of(c.get(0).mul(half))).get(0);
    assertThat(builder.output("y", y).build().simplified().toString()).doesNotContain("capture");
  }

  @Test
  void isDerivedByAConstantThatItsBodyUses() {
    Tensor two = fill(2, 3);
    Tensor y = loop(3, List.of(x), (i, c) -> List.of(c.get(0).mul(two))).get(0);
    assertThat(gradient(y.sum(), two).simplified().toString()).contains("reverse");
  }

  private Program gradient(Tensor scalar, Tensor target) {
    List<Node> inputs = List.of(x.node(), v.node());
    List<Node> outputs = List.of(Gradients.of(scalar, target).node());
    return new Program("gradient", inputs, List.of("gradient"), outputs);
  }

  private String text(List<Tensor> outputs) {
    List<Node> nodes = outputs.stream().map(Tensor::node).toList();
    return new Program("text", List.of(x.node(), v.node()), List.of("a", "b"), nodes)
        .simplified()
        .toString();
  }

  private static List<Op> ops(Program program) {
    return program.nodes().stream().map(Node::op).toList();
  }
}

package dev.ebm.api.tensor;

import static dev.ebm.api.tensor.Tensors.loop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ebm.api.error.TensorException;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PortableRandomTest {

  private static final TensorData SEED = Philox.seed(11);
  private static final TensorType STEP = new TensorType(DType.INT32, Shape.SCALAR);

  private final Program.Builder builder = Program.builder("noisy");

  @Test
  void turnsDrawsIntoInputs() {
    Key key = builder.key("key");
    Tensor x = builder.input("x", TensorType.float32(2));
    builder.output("y", x.add(key.fold("a").normal(2)).mul(key.uniform(2)));
    PortableRandom lowered = PortableRandom.of(builder.build());
    assertThat(lowered.program())
        .hasToString(
            """
            noisy(x: f32[2], draw0: f32[2], draw1: f32[2]) {
              %0 = add(x, draw0) : f32[2]
              %1 = mul(%0, draw1) : f32[2]
              return y=%1
            }
            """);
    assertThat(lowered.kept()).containsExactly(1);
    assertThat(lowered.draw(i -> SEED))
        .containsExactly(normal(Philox.fold(SEED, "a"), 2), uniform(SEED, 2));
  }

  @Test
  void givesALoopAllItsDrawsAtOnce() {
    Key key = builder.key("key");
    Tensor step = builder.input("step", STEP);
    Tensor x = builder.input("x", TensorType.float32(2));
    Tensor y =
        loop(
                2,
                List.of(x),
                (i, outer) ->
                    loop(
                        3,
                        outer,
                        (j, inner) ->
                            List.of(
                                inner
                                    .get(0)
                                    .add(key.fold(step).fold(i).fold("in").fold(j).uniform(2)))))
            .get(0);
    PortableRandom lowered = PortableRandom.of(builder.output("y", y).build());
    assertThat(lowered.program())
        .hasToString(
            """
            noisy(step: i32[], x: f32[2], draw0: f32[2, 3, 2]) {
              %0 = loop(x, draw0, count=2, carried=1, scanned=1)
                body(i: i32[], carry0: f32[2], draw0: f32[3, 2]) {
                  %0 = loop(carry0, draw0, count=3, carried=1, scanned=1)
                    body(i: i32[], carry0: f32[2], draw0: f32[2]) {
                      %0 = add(carry0, draw0) : f32[2]
                      return carry0=%0
                    }
                  %1 = project(%0, 0) : f32[2]
                  return carry0=%1
                }
              %1 = project(%0, 0) : f32[2]
              return y=%1
            }
            """);
    float[] all = lowered.draw(i -> i == 0 ? SEED : TensorData.scalar(41)).get(0).floats();
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 3; j++) {
        TensorData outer = Philox.fold(Philox.fold(SEED, 41), i);
        TensorData folded = Philox.fold(Philox.fold(outer, "in"), j);
        assertThat(Arrays.copyOfRange(all, (i * 3 + j) * 2, (i * 3 + j + 1) * 2))
            .containsExactly(uniform(folded, 2).floats());
      }
    }
  }

  @Test
  void givesALoopOfNoIterationsNoDraws() {
    Key key = builder.key("key");
    Tensor x = builder.input("x", TensorType.float32(2));
    Tensor y = loop(0, List.of(x), (i, v) -> List.of(v.get(0).add(key.fold(i).normal(2)))).get(0);
    PortableRandom lowered = PortableRandom.of(builder.output("y", y).build());
    assertThat(lowered.draw(i -> SEED)).containsExactly(TensorData.zeros(TensorType.float32(0, 2)));
  }

  @Test
  void drawsInTheProgramsPrecision() {
    Key key = builder.key("key");
    Program wide = builder.output("y", key.normal(3)).build().withPrecision(DType.FLOAT64);
    TensorData drawn = PortableRandom.of(wide).draw(i -> SEED).get(0);
    assertThat(drawn.doubles()).containsExactly(normal(SEED, 3).toDoubles());
  }

  @Test
  void refusesKeysMadeFromComputedValues() {
    rejects(x -> x.add(builder.key("key").fold(x.sum().cast(DType.INT32)).normal(2)));
  }

  @Test
  void refusesKeysMadeFromCarriedValues() {
    Key key = builder.key("key");
    Tensor count = builder.input("count", STEP);
    rejects(
        x ->
            loop(
                    3,
                    List.of(x, count),
                    (i, v) -> List.of(v.get(0).add(key.fold(v.get(1)).normal(2)), v.get(1).add(1)))
                .get(0));
  }

  private void rejects(UnaryOperator<Tensor> function) {
    Tensor x = builder.input("x", TensorType.float32(2));
    Program program = builder.output("y", function.apply(x)).build();
    assertThatExceptionOfType(TensorException.class)
        .isThrownBy(() -> PortableRandom.of(program))
        .withMessageStartingWith("EBM-T009 PortableRandomTest.")
        .withMessageContaining("computed value");
  }

  private static TensorData uniform(TensorData key, int n) {
    return Philox.draw(Op.UNIFORM, key, TensorType.float32(n));
  }

  private static TensorData normal(TensorData key, int n) {
    return Philox.draw(Op.NORMAL, key, TensorType.float32(n));
  }
}

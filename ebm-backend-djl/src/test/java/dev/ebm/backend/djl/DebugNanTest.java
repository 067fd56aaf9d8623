package dev.ebm.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DebugNanTest {

  private static final TensorData NUMBERS = TensorData.of(new float[] {1, 0, -1}, 3);

  private Backend backend;

  @BeforeEach
  void open() {
    backend =
        Evaluation.open(
            Evaluation.config(DjlConfig.Execution.TORCHSCRIPT, DjlConfig.Random.PORTABLE, true));
  }

  @AfterEach
  void leavesNothingOpen() {
    assertThat(backend.liveValues()).isZero();
    backend.close();
  }

  private TensorData run(UnaryOperator<Tensor> expression, TensorData x) {
    Program.Builder builder = Program.builder("watched");
    Program program = builder.output("y", expression.apply(builder.input("x", x.type()))).build();
    return Evaluation.run(backend, program, x).get(0);
  }

  private void fails(UnaryOperator<Tensor> expression, TensorData x, String... parts) {
    assertThatThrownBy(() -> run(expression, x))
        .isInstanceOfSatisfying(
            BackendException.class, failure -> assertThat(failure.code()).isEqualTo("EBM-B009"))
        .hasMessageContaining("DebugNanTest")
        .hasMessageContainingAll(parts);
  }

  @Test
  void namesTheFirstOperationThatMakesANaN() {
    fails(x -> x.sqrt().exp().add(1).sum(), NUMBERS, "sqrt : f32[3]", "NaN");
    fails(x -> x.add(1).log().sub(1).exp(), NUMBERS, "log : f32[3]", "an infinity");
    fails(x -> x.mul(200).exp(), NUMBERS, "exp : f32[3]", "an infinity");
  }

  @Test
  void namesAnOperationInALoop() {
    fails(
        x -> Tensors.loop(5, List.of(x), (i, c) -> List.of(c.get(0).mul(1e10))).get(0),
        NUMBERS,
        "mul : f32[3]",
        "an infinity");
  }

  @Test
  void blamesNobodyForWhatWasPutIn() {
    TensorData given = TensorData.of(new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1}, 3);
    assertThat(run(x -> x.mul(2).exp(), given).floats())
        .containsExactly(Float.NaN, Float.POSITIVE_INFINITY, (float) Math.exp(2));
  }

  @Test
  void findsANaNThatInfinitiesMake() {
    TensorData given = TensorData.of(new float[] {Float.POSITIVE_INFINITY, 1}, 2);
    fails(x -> x.exp().sub(x.mul(2)), given, "sub : f32[2]", "NaN");
  }

  @Test
  void letsFiniteProgramsPass() {
    assertThat(run(x -> x.softplus().add(1).log(), NUMBERS).floats()).doesNotContain(Float.NaN);
  }
}

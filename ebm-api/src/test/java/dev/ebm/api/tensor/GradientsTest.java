package dev.ebm.api.tensor;

import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.loop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ebm.api.error.TensorException;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What can be derived; the values of derivatives are tested with a backend. */
class GradientsTest {

  private final Program.Builder builder = Program.builder("gradients");
  private final Tensor x = builder.input("x", TensorType.float32(2, 3));
  private final Tensor n = builder.input("n", new TensorType(DType.INT32, Shape.of(3)));

  @Test
  void derivesScalarsOnly() {
    fails(() -> Gradients.of(x, x), "f32[2, 3]", "sum the energies of a batch first");
    fails(() -> Gradients.of(n.sum(), x), "i32[]");
  }

  @Test
  void derivesByFloatingTensorsOnly() {
    fails(() -> Gradients.of(n.cast(DType.FLOAT32).sum(), n), "i32[3]");
  }

  @Test
  void takesACotangentOfTheTypeOfEachOutput() {
    fails(
        () -> Gradients.vectorJacobian(List.of(x), List.of(constant(1)), List.of(x)),
        "f32[]",
        "f32[2, 3]");
    fails(
        () -> Gradients.vectorJacobian(List.of(x), List.of(x, x), List.of(x)),
        "2 cotangents for 1 outputs");
  }

  @Test
  void isZeroWhereNothingDepends() {
    Tensor unrelated = builder.input("unrelated", TensorType.float32(4));
    isZero(Gradients.of(x.sum(), unrelated));
    isZero(Gradients.of(x.stopGradient().sum(), x));
    isZero(Gradients.of(x.floor().sum(), x));
    isZero(Gradients.of(x.sign().sum(), x));
    isZero(Gradients.of(x.cast(DType.INT32).cast(DType.FLOAT32).sum(), x));
    isZero(Gradients.of(x.lt(0).cast(DType.FLOAT32).sum(), x));
    isZero(Gradients.of(x.argmax(1).cast(DType.FLOAT32).sum(), x));
    isZero(Gradients.of(x.cast(DType.INT64).cast(DType.FLOAT32).sum(), x));
    isZero(Gradients.of(x.lt(0).cast(DType.FLOAT32).check(x.lt(0), "text").sum(), x));
    Tensor stopped = Tensors.customDerivative(List.of(), in -> x.exp(), (c, y, in) -> List.of());
    isZero(Gradients.of(stopped.sum(), x));
  }

  @Test
  void isOneByItself() {
    Tensor scalar = x.sum();
    assertThat(value(Gradients.of(scalar, scalar))).isEqualTo(1);
  }

  @Test
  void derivesByValuesInTheMiddle() {
    Tensor y = x.exp();
    Tensor gradient = Gradients.of(y.sum(), y);
    assertThat(value(gradient)).isEqualTo(1);
    assertThat(gradient.shape()).isEqualTo(x.shape());
  }

  @Test
  void derivesByDraws() {
    Key key = builder.key("key");
    for (Tensor draw : List.of(key.normal(2, 3), key.uniform(2, 3))) {
      assertThat(value(Gradients.of(draw.mul(3).sum(), draw))).isEqualTo(3);
    }
  }

  @Test
  void addsUpOverOutputs() {
    Tensor scalar = x.sum();
    Tensor gradient =
        Gradients.vectorJacobian(
                List.of(scalar, scalar), List.of(constant(2), constant(3)), List.of(x))
            .get(0);
    assertThat(value(gradient)).isEqualTo(5);
  }

  @Test
  void leavesLoopsAloneThatOnlyLeadElsewhere() {
    Tensor counted = loop(1_000_000, List.of(n), (i, v) -> List.of(v.get(0).add(1))).get(0);
    Tensor gradient = Gradients.of(x.mul(counted.cast(DType.FLOAT32)).sum(), x);
    assertThat(builder.output("y", gradient).build().toString()).contains("count=1000000");
  }

  @Test
  void growsLinearlyWithTheProgram() {
    assertThat(gradientSize(200)).isLessThanOrEqualTo(2 * gradientSize(100));
  }

  private int gradientSize(int depth) {
    Tensor y = x;
    for (int i = 0; i < depth; i++) {
      y = y.mul(y).sin();
    }
    Node gradient = Gradients.of(y.sum(), x).node();
    return Graph.topological(List.of(gradient)).size();
  }

  private static void isZero(Tensor gradient) {
    assertThat(value(gradient)).isZero();
  }

  /** The number that a tensor repeats. */
  private static double value(Tensor tensor) {
    Program.Builder single = Program.builder("single");
    Program program = single.output("y", tensor).build().simplified();
    Node scalar = Simplifier.splatOf(program.outputs().get(0)).orElseThrow();
    return scalar.attribute(Attribute.Literal.class).data().at(0);
  }

  private static void fails(Supplier<?> expression, String... parts) {
    assertThatExceptionOfType(TensorException.class)
        .isThrownBy(expression::get)
        .satisfies(e -> assertThat(e.getMessage()).startsWith("EBM-T008 GradientsTest"))
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }
}

package dev.ebm.testkit;

import static dev.ebm.api.tensor.Tensors.concat;
import static dev.ebm.api.tensor.Tensors.constant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The oracle against numbers worked out by hand or taken from tables. */
class ReferenceTest {

  private static final TensorData SIX = Samples.vector(DType.FLOAT32, 1, 2, 3, 4, 5, 6);

  /** Abramowitz and Stegun, 1964, table 7.1. */
  @Test
  void knowsTheErrorFunction() {
    assertThat(ReferenceElements.erf(0)).isZero();
    assertThat(ReferenceElements.erf(0.1)).isCloseTo(0.1124629160, within(1e-10));
    assertThat(ReferenceElements.erf(0.5)).isCloseTo(0.5204998778, within(1e-10));
    assertThat(ReferenceElements.erf(-1)).isCloseTo(-0.8427007929, within(1e-10));
    assertThat(ReferenceElements.erf(2)).isCloseTo(0.9953222650, within(1e-10));
    assertThat(ReferenceElements.erf(5.99)).isCloseTo(1, within(1e-15));
    assertThat(ReferenceElements.erf(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(ReferenceElements.erf(Double.NaN)).isNaN();
  }

  /** The values of the C library, by way of Python's math.erf. */
  @Test
  void knowsTheErrorFunctionToTheLastBit() {
    assertThat(ReferenceElements.erf(1)).isEqualTo(0.8427007929497149);
    assertThat(ReferenceElements.erf(2.1)).isEqualTo(0.997020533343667);
    assertThat(ReferenceElements.erf(0.3)).isEqualTo(0.3286267594591274);
    assertThat(ReferenceElements.erf(4)).isEqualTo(0.9999999845827421);
    assertThat(ReferenceElements.erf(1e-300)).isEqualTo(1.1283791670955126e-300);
  }

  @Test
  void movesElements() {
    assertThat(of(x -> x.reshape(2, 3).transpose())).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(of(x -> x.reshape(2, 3).reverse(1))).containsExactly(3, 2, 1, 6, 5, 4);
    assertThat(of(x -> x.reshape(3, 2).slice(0, 0, 3, 2))).containsExactly(1, 2, 5, 6);
    assertThat(of(x -> x.reshape(3, 2).slice(1, 1, 2).pad(1, 1, 0)))
        .containsExactly(0, 2, 0, 4, 0, 6);
    assertThat(of(x -> concat(1, x.reshape(2, 3), x.reshape(2, 3).slice(1, 0, 1))))
        .containsExactly(1, 2, 3, 1, 4, 5, 6, 4);
    assertThat(of(x -> x.reshape(2, 1, 3).broadcastTo(2, 2, 3)))
        .containsExactly(1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6);
  }

  @Test
  void padsBetweenElements() {
    assertThat(
            of(
                x -> {
                  Tensor part = x.slice(0, 1, 6, 2);
                  return Gradients.of(part.mul(part).sum(), x);
                }))
        .containsExactly(0, 4, 0, 8, 0, 12);
  }

  @Test
  void gathersAndScatters() {
    Tensor rows = constant(Samples.vector(DType.INT32, 2, 0, 2));
    assertThat(of(x -> x.reshape(3, 2).gather(rows))).containsExactly(5, 6, 1, 2, 5, 6);
    assertThat(of(x -> x.reshape(3, 2).scatterAdd(rows, 4)))
        .containsExactly(3, 4, 0, 0, 6, 8, 0, 0);
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> of(x -> x.reshape(2, 3).gather(rows)))
        .withMessageStartingWith("EBM-B005")
        .withMessageContaining("index 2 of 2 rows");
  }

  @Test
  void reducesAndMultiplies() {
    assertThat(of(x -> x.reshape(1, 2, 3).sum(0, 2))).containsExactly(6, 15);
    assertThat(of(x -> x.reshape(2, 3).max(0))).containsExactly(4, 5, 6);
    assertThat(of(x -> x.reshape(2, 3).matmul(x.reshape(3, 2)))).containsExactly(22, 28, 49, 64);
    assertThat(of(x -> x.reshape(2, 1, 3).matmul(x.reshape(2, 3, 1)))).containsExactly(14, 77);
  }

  @Test
  void roundsToTheDtypeOfEveryResult() {
    assertThat(of(x -> x.mul(0).add(1e8).add(1).sub(1e8))).containsOnly(0);
    assertThat(of(x -> x.cast(DType.FLOAT64).mul(0).add(1e8).add(1).sub(1e8))).containsOnly(1);
    assertThat(of(x -> x.cast(DType.INT32).mul(1 << 30).mul(2).sum().cast(DType.FLOAT32)))
        .containsExactly(Integer.MIN_VALUE);
  }

  private static double[] of(UnaryOperator<Tensor> function) {
    Program.Builder builder = Program.builder("hand");
    Tensor x = builder.input("x", SIX.type());
    Program program = builder.output("y", function.apply(x)).build();
    return Reference.run(program, List.of(SIX)).get(0).toDoubles();
  }
}

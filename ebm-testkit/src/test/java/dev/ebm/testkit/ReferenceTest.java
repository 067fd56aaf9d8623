package dev.ebm.testkit;

import static dev.ebm.api.tensor.Layers.conv2d;
import static dev.ebm.api.tensor.Tensors.concat;
import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.scan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.Attribute.Convolution;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors.ScanStep;
import dev.ebm.api.tensor.Tensors.Scanned;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The oracle against numbers worked out by hand or taken from tables. */
class ReferenceTest {

  private static final double NAN = Double.NaN;
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

  /** Roots of the error function's series, found by bisection in arithmetic of 50 digits. */
  @Test
  void knowsTheInverseOfTheErrorFunction() {
    assertThat(ReferenceElements.erfinv(0)).isZero();
    assertThat(ReferenceElements.erfinv(0.5)).isEqualTo(0.4769362762044699);
    assertThat(ReferenceElements.erfinv(-0.9)).isEqualTo(-1.1630871536766743);
    assertThat(ReferenceElements.erfinv(0.99)).isCloseTo(1.8213863677184496, within(3e-16));
    assertThat(ReferenceElements.erfinv(1e-300)).isEqualTo(8.86226925452758e-301);
    assertThat(ReferenceElements.erfinv(1)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(ReferenceElements.erfinv(-1)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(ReferenceElements.erfinv(1.5)).isNaN();
    assertThat(ReferenceElements.erfinv(Double.NaN)).isNaN();
    for (double x = -1 + 0x1p-53; x < 1; x += 0.0123) {
      assertThat(ReferenceElements.erf(ReferenceElements.erfinv(x))).isCloseTo(x, within(3e-16));
    }
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

  @Test
  void findsTheFirstOfTheLargest() {
    assertThat(of(x -> x.reshape(2, 3).argmax(1))).containsExactly(2, 2);
    assertThat(of(x -> x.reverse(0).reshape(2, 3).argmax(0))).containsExactly(0, 0, 0);
    assertThat(of(x -> x.gt(2).cast(DType.INT32).argmax(0))).containsExactly(2);
    Tensor nan = constant(Samples.vector(DType.FLOAT32, 1, NAN, 9, NAN, 1, 1));
    assertThat(of(x -> x.mul(nan).argmax(0))).containsExactly(1);
    assertThat(of(x -> x.mul(nan).max())).containsExactly(NAN);
  }

  /** A 2 by 3 image with a 2 by 2 filter, one column of zeros before and one row below. */
  @Test
  void convolves() {
    Convolution how = new Convolution(List.of(1, 2), List.of(0, 1), List.of(1, 0));
    Tensor filter = constant(Samples.vector(DType.FLOAT32, 10, 1, 100, 1000).reshape(1, 1, 2, 2));
    UnaryOperator<Tensor> conv = x -> conv2d(x.reshape(1, 1, 2, 3), filter, how);
    // Rows 0 1 2 3 and 0 4 5 6 and zeros: at columns 0 1 and 2 3.
    assertThat(of(conv)).containsExactly(1 + 4000, 20 + 3 + 500 + 6000, 4, 50 + 6);
    Tensor c = constant(Samples.vector(DType.FLOAT32, 1, 2, 3, 4).reshape(1, 1, 2, 2));
    assertThat(of(x -> Gradients.of(conv.apply(x).mul(c).sum(), x)))
        .containsExactly(1, 20, 2, 1000 + 3, 200 + 40, 2000 + 4);
    assertThat(
            of(
                x -> {
                  Tensor y = conv2d(x.reshape(1, 1, 2, 3), filter, how);
                  return Gradients.of(y.mul(c).sum(), filter);
                }))
        .containsExactly(2 * 2 + 4 * 5, 1 + 2 * 3 + 3 * 4 + 4 * 6, 2 * 5, 4 + 2 * 6);
  }

  /** Appends the entries, as decimal digits, to what is carried. */
  @Test
  void scansAndCollects() {
    Tensor start = constant(1);
    UnaryOperator<Tensor> carried = x -> digits(start, x).carried().get(0);
    UnaryOperator<Tensor> collected = x -> digits(start, x).collected().get(0);
    assertThat(of(carried)).containsExactly(1123456);
    assertThat(of(collected)).containsExactly(1, 11, 112, 1123, 11234, 112345);
    assertThat(of(x -> Gradients.of(carried.apply(x), x)))
        .containsExactly(100000, 10000, 1000, 100, 10, 1);
    assertThat(of(x -> Gradients.of(collected.apply(x).sum(), x)))
        .containsExactly(11111, 1111, 111, 11, 1, 0);
  }

  private static Scanned digits(Tensor start, Tensor x) {
    return scan(
        6,
        List.of(start),
        List.of(x),
        (i, v, s) -> new ScanStep(List.of(v.get(0).mul(10).add(s.get(0))), v));
  }

  @Test
  void keepsLongsExact() {
    long big = (1L << 53) + 1;
    TensorData data = Samples.longs(big, Long.MAX_VALUE, -3);
    Program.Builder builder = Program.builder("longs");
    Tensor n = builder.input("n", data.type());
    builder.output("sum", n.add(2)).output("product", n.mul(n)).output("total", n.sum());
    builder.output("largest", n.slice(0, 0, 2).max()).output("low", n.cast(DType.INT32));
    builder.output("rows", n.reverse(0).gather(constant(Samples.vector(DType.INT32, 2, 0))));
    List<TensorData> outputs = Reference.run(builder.build(), List.of(data));
    assertThat(outputs.get(0).longs()).containsExactly(big + 2, Long.MIN_VALUE + 1, -1);
    assertThat(outputs.get(1).longs()).containsExactly(big * big, 1, 9);
    assertThat(outputs.get(2).longs()).containsExactly(Long.MIN_VALUE + big - 4);
    assertThat(outputs.get(3).longs()).containsExactly(Long.MAX_VALUE);
    assertThat(outputs.get(4).ints()).containsExactly(1, -1, -3);
    assertThat(outputs.get(5).longs()).containsExactly(big, -3);
  }

  @Test
  void failsWhereACheckIsFalse() {
    assertThat(of(x -> x.check(x.gt(0), "positive").neg())).containsExactly(-1, -2, -3, -4, -5, -6);
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> of(x -> x.check(x.lt(6), "below six")))
        .withMessageStartingWith("EBM-B007 ReferenceTest")
        .withMessageContaining("below six");
  }

  private static double[] of(UnaryOperator<Tensor> function) {
    Program.Builder builder = Program.builder("hand");
    Tensor x = builder.input("x", SIX.type());
    Program program = builder.output("y", function.apply(x)).build();
    return Reference.run(program, List.of(SIX)).get(0).toDoubles();
  }
}

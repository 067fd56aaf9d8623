package dev.ebm.backend.jvm.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpecialFunctionsTest {

  private static final MathContext DIGITS = new MathContext(60);
  private static final BigDecimal PI =
      new BigDecimal("3.14159265358979323846264338327950288419716939937510582097494459");

  @Test
  void agreesWithTheMaclaurinSeriesInSixtyDigits() {
    for (double x = 0x1p-40; x < 6.5; x = x < 0.05 ? x * 1.7 : x + 0.0113) {
      double exact = erfInDecimals(x).doubleValue();
      assertThat(Math.abs(SpecialFunctions.erf(x) - exact) / exact)
          .as("erf(%s)", x)
          .isLessThan(1e-15);
    }
  }

  @Test
  void isOdd() {
    for (double x = 0; x < 7; x += 0.1) {
      assertThat(SpecialFunctions.erf(-x)).isEqualTo(-SpecialFunctions.erf(x));
    }
  }

  @Test
  void keepsNanAndSaturatesAtInfinity() {
    assertThat(SpecialFunctions.erf(Double.NaN)).isNaN();
    assertThat(SpecialFunctions.erf(Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(SpecialFunctions.erf(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(SpecialFunctions.erf(Double.MIN_VALUE)).isPositive();
  }

  /** The relative error of a root y is erf(y) - x over y times the slope of erf. */
  @Test
  void invertsErfInSixtyDigits() {
    for (double x : argumentsOfErfinv()) {
      double y = SpecialFunctions.erfinv(x);
      double excess = erfInDecimals(y).subtract(new BigDecimal(x)).doubleValue();
      double slope = 2 / Math.sqrt(Math.PI) * Math.exp(-y * y);
      assertThat(Math.abs(excess / (slope * y))).as("erfinv(%s) = %s", x, y).isLessThan(1e-14);
      assertThat(SpecialFunctions.erfinv(-x)).isEqualTo(-y);
    }
  }

  private static double[] argumentsOfErfinv() {
    DoubleStream inside = IntStream.range(1, 400).mapToDouble(i -> i / 400.0);
    DoubleStream small = IntStream.range(1, 300).mapToDouble(i -> Math.pow(0.1, i));
    DoubleStream large = IntStream.rangeClosed(1, 53).mapToDouble(i -> 1 - Math.pow(0.5, i));
    return DoubleStream.concat(DoubleStream.concat(inside, small), large).toArray();
  }

  @Test
  void invertsErfAtTheEndsAndNotBeyond() {
    assertThat(SpecialFunctions.erfinv(1)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(SpecialFunctions.erfinv(-1)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(SpecialFunctions.erfinv(Math.nextUp(1.0))).isNaN();
    assertThat(SpecialFunctions.erfinv(Double.NEGATIVE_INFINITY)).isNaN();
    assertThat(SpecialFunctions.erfinv(Double.NaN)).isNaN();
    assertThat(1 / SpecialFunctions.erfinv(-0.0)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  /** erf(x) = 2/sqrt(pi) sum (-1)^n x^(2n+1) / (n! (2n+1)). */
  private static BigDecimal erfInDecimals(double x) {
    BigDecimal square = new BigDecimal(x).pow(2, DIGITS).negate();
    BigDecimal power = new BigDecimal(x);
    BigDecimal sum = power;
    for (int n = 1; n < 400; n++) {
      power = power.multiply(square, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
      sum = sum.add(power.divide(BigDecimal.valueOf(2L * n + 1), DIGITS), DIGITS);
    }
    return sum.multiply(BigDecimal.valueOf(2)).divide(PI.sqrt(DIGITS), DIGITS);
  }
}

package dev.ebm.backend.jvm.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

class SpecialFunctionsTest {

  private static final MathContext DIGITS = new MathContext(60);
  private static final BigDecimal PI =
      new BigDecimal("3.14159265358979323846264338327950288419716939937510582097494459");

  @Test
  void agreesWithTheMaclaurinSeriesInSixtyDigits() {
    for (double x = 0x1p-40; x < 6.5; x = x < 0.05 ? x * 1.7 : x + 0.0113) {
      double exact = seriesInDecimals(x);
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

  /** erf(x) = 2/sqrt(pi) sum (-1)^n x^(2n+1) / (n! (2n+1)). */
  private static double seriesInDecimals(double x) {
    BigDecimal square = new BigDecimal(x).pow(2, DIGITS).negate();
    BigDecimal power = new BigDecimal(x);
    BigDecimal sum = power;
    for (int n = 1; n < 400; n++) {
      power = power.multiply(square, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
      sum = sum.add(power.divide(BigDecimal.valueOf(2L * n + 1), DIGITS), DIGITS);
    }
    return sum.multiply(BigDecimal.valueOf(2)).divide(PI.sqrt(DIGITS), DIGITS).doubleValue();
  }
}

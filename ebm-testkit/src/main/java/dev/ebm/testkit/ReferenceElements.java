package dev.ebm.testkit;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.TensorData;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** The element-wise operations of {@link Reference}. */
final class ReferenceElements {

  private static final MathContext DIGITS = new MathContext(50);
  private static final BigDecimal NEGLIGIBLE = new BigDecimal("1e-40");
  private static final BigDecimal TWO_OVER_SQRT_PI =
      new BigDecimal("1.1283791670955125738961589031215451716881012586580");

  private ReferenceElements() {}

  static double[] compute(Node node, List<TensorData> in) {
    double[] result = new double[node.shape().size()];
    for (int i = 0; i < result.length; i++) {
      double a = in.get(0).at(i);
      double b = in.size() > 1 ? in.get(1).at(i) : 0;
      double c = in.size() > 2 ? in.get(2).at(i) : 0;
      result[i] =
          node.dtype() == DType.INT32 && node.op() != Op.CAST && node.op() != Op.SELECT
              ? ofInts(node.op(), (int) a, (int) b)
              : ofDoubles(node.op(), a, b, c);
    }
    return result;
  }

  private static int ofInts(Op op, int a, int b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case MAXIMUM -> Math.max(a, b);
      case NEG -> -a;
      case SIGN -> Integer.signum(a);
      default -> throw new IllegalArgumentException(op + " has no int32 result");
    };
  }

  private static double ofDoubles(Op op, double a, double b, double c) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case MAXIMUM -> Math.max(a, b);
      case NEG -> -a;
      case SIGN -> Math.signum(a);
      case FLOOR -> Math.floor(a);
      case EXP -> Math.exp(a);
      case LOG -> Math.log(a);
      case LOG1P -> Math.log1p(a);
      case EXPM1 -> Math.expm1(a);
      case SQRT -> Math.sqrt(a);
      case TANH -> Math.tanh(a);
      case LOGISTIC -> a < 0 ? Math.exp(a) / (1 + Math.exp(a)) : 1 / (1 + Math.exp(-a));
      case SOFTPLUS -> Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));
      case ERF -> erf(a);
      case SIN -> Math.sin(a);
      case COS -> Math.cos(a);
      case LESS -> a < b ? 1 : 0;
      case EQUAL -> a == b ? 1 : 0;
      case AND -> a != 0 && b != 0 ? 1 : 0;
      case NOT -> a != 0 ? 0 : 1;
      case SELECT -> a != 0 ? b : c;
      case CAST -> a;
      default -> throw new IllegalArgumentException(op + " is not element-wise");
    };
  }

  /**
   * By the series 2 / sqrt(pi) * sum of (-1)^n x^(2n+1) / (n! (2n+1)) (Abramowitz and Stegun, 1964,
   * equation 7.1.5), whose terms grow to e^36 and cancel: hence the 50 digits.
   */
  static double erf(double x) {
    if (Double.isNaN(x) || Math.abs(x) > 6) {
      return Math.signum(x); // 1 - erf(6) is 2e-17
    }
    BigDecimal square = new BigDecimal(x).pow(2, DIGITS).negate();
    BigDecimal power = new BigDecimal(x);
    BigDecimal sum = power;
    for (int n = 1; power.abs().compareTo(NEGLIGIBLE) > 0 || n < 40; n++) {
      power = power.multiply(square, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
      sum = sum.add(power.divide(BigDecimal.valueOf(2 * n + 1), DIGITS), DIGITS);
    }
    return sum.multiply(TWO_OVER_SQRT_PI, DIGITS).doubleValue();
  }
}

package dev.ebm.testkit;

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

  static TensorData compute(Node node, List<TensorData> in) {
    Elements result = new Elements(node.type());
    for (int i = 0; i < node.shape().size(); i++) {
      if (node.op() == Op.SELECT) {
        result.copy(i, in.get(0).at(i) != 0 ? in.get(1) : in.get(2), i);
      } else if (node.op() == Op.CAST) {
        result.copy(i, in.get(0), i);
      } else if (Elements.isWhole(in.get(0))) {
        long b = in.size() > 1 ? Elements.wholeAt(in.get(1), i) : 0;
        result.setWhole(i, ofWholes(node.op(), Elements.wholeAt(in.get(0), i), b));
      } else {
        double b = in.size() > 1 ? in.get(1).at(i) : 0;
        result.set(i, ofReals(node.op(), in.get(0).at(i), b));
      }
    }
    return result.toData();
  }

  /** Integers and truth values. */
  private static long ofWholes(Op op, long a, long b) {
    return switch (op) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case MAXIMUM -> Math.max(a, b);
      case NEG -> -a;
      case SIGN -> Long.signum(a);
      case LESS -> a < b ? 1 : 0;
      case EQUAL -> a == b ? 1 : 0;
      case AND -> a & b;
      case NOT -> 1 - a;
      default -> throw new IllegalArgumentException(op + " of whole numbers");
    };
  }

  private static double ofReals(Op op, double a, double b) {
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
      case ERFINV -> erfinv(a);
      case SIN -> Math.sin(a);
      case COS -> Math.cos(a);
      case LESS -> a < b ? 1 : 0;
      case EQUAL -> a == b ? 1 : 0;
      default -> throw new IllegalArgumentException(op + " of real numbers");
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
    return erf(new BigDecimal(x)).doubleValue();
  }

  private static BigDecimal erf(BigDecimal x) {
    BigDecimal square = x.pow(2, DIGITS).negate();
    BigDecimal power = x;
    BigDecimal sum = power;
    for (int n = 1; power.abs().compareTo(NEGLIGIBLE) > 0 || n < 40; n++) {
      power = power.multiply(square, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
      sum = sum.add(power.divide(BigDecimal.valueOf(2 * n + 1), DIGITS), DIGITS);
    }
    return sum.multiply(TWO_OVER_SQRT_PI, DIGITS);
  }

  /** By Newton's method on the series, from the approximation of Winitzki, 2008. */
  static double erfinv(double x) {
    if (!(Math.abs(x) < 1)) {
      return Math.abs(x) == 1 ? x / 0.0 : Double.NaN;
    }
    double log = Math.log1p(-Math.abs(x)) + Math.log1p(Math.abs(x));
    double b = 2 / (Math.PI * 0.147) + log / 2;
    BigDecimal target = new BigDecimal(x);
    double start = Math.sqrt(Math.max(0, Math.sqrt(b * b - log / 0.147) - b));
    BigDecimal y = new BigDecimal(Math.copySign(start, x));
    for (double correction = 1; Math.abs(correction) > 1e-9 * y.abs().doubleValue(); ) {
      double at = y.doubleValue();
      BigDecimal slope = TWO_OVER_SQRT_PI.multiply(new BigDecimal(Math.exp(-at * at)), DIGITS);
      BigDecimal step = erf(y).subtract(target).divide(slope, DIGITS);
      y = y.subtract(step, DIGITS);
      correction = step.doubleValue();
    }
    return y.doubleValue();
  }
}

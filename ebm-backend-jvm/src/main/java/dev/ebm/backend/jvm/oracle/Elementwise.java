package dev.ebm.backend.jvm.oracle;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.backend.jvm.kernel.SpecialFunctions;

/** The element-wise operations on doubles; a bool is 0 or 1. */
final class Elementwise {

  private Elementwise() {}

  static double apply(Node node, double a, double b, double c) {
    return switch (node.op()) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> node.dtype() == DType.INT32 ? (int) a * (int) b : a * b;
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
      case LOGISTIC -> logistic(a);
      case SOFTPLUS -> Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));
      case ERF -> SpecialFunctions.erf(a);
      case SIN -> Math.sin(a);
      case COS -> Math.cos(a);
      case LESS -> a < b ? 1 : 0;
      case EQUAL -> a == b ? 1 : 0;
      case AND -> a * b;
      case NOT -> 1 - a;
      case SELECT -> a != 0 ? b : c;
      case CAST -> cast(a, node.dtype());
      default -> throw new IllegalArgumentException(node.op() + " is not element-wise");
    };
  }

  private static double logistic(double a) {
    double e = Math.exp(-Math.abs(a));
    return a >= 0 ? 1 / (1 + e) : e / (1 + e);
  }

  private static double cast(double value, DType target) {
    return switch (target) {
      case BOOL -> value != 0 ? 1 : 0;
      case INT32 -> (int) value;
      default -> value;
    };
  }

  /** The value as a dtype holds it: float32 rounds, int32 wraps. */
  static double hold(double value, DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> (float) value;
      case INT32 -> (int) (long) value;
      default -> value;
    };
  }
}

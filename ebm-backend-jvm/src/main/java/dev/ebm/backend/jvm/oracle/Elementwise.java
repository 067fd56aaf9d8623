package dev.ebm.backend.jvm.oracle;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.backend.jvm.kernel.SpecialFunctions;
import java.util.List;

/** The element-wise operations on doubles; a bool is 0 or 1. */
final class Elementwise {

  private Elementwise() {}

  /** The result of an element-wise node of any dtypes. */
  static Cells of(Node node, List<Cells> in) {
    Cells last = in.get(in.size() - 1);
    if (node.op() == Op.CAST) {
      return cast(node, last);
    }
    if (last.isLong()) {
      return LongElementwise.of(node, in);
    }
    double[] a = in.get(0).numbers();
    double[] b = in.size() > 1 ? in.get(1).numbers() : a;
    double[] c = in.size() > 2 ? in.get(2).numbers() : a;
    Cells out = Cells.zeros(node.dtype(), node.shape().size());
    for (int i = 0; i < a.length; i++) {
      out.numbers()[i] = apply(node, a[i], b[i], c[i]);
    }
    return hold(out, node.dtype());
  }

  private static double apply(Node node, double a, double b, double c) {
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
      case ERFINV -> SpecialFunctions.erfinv(a);
      case SIN -> Math.sin(a);
      case COS -> Math.cos(a);
      case LESS -> a < b ? 1 : 0;
      case EQUAL -> a == b ? 1 : 0;
      case AND -> a * b;
      case NOT -> 1 - a;
      case SELECT -> a != 0 ? b : c;
      default -> throw new IllegalArgumentException(node.op() + " is not element-wise");
    };
  }

  private static double logistic(double a) {
    double e = Math.exp(-Math.abs(a));
    return a >= 0 ? 1 / (1 + e) : e / (1 + e);
  }

  /** Truncates where the target is whole, saturates where it is too small for a float. */
  private static Cells cast(Node node, Cells x) {
    DType to = node.dtype();
    Cells out = Cells.zeros(to, node.shape().size());
    for (int i = 0; i < node.shape().size(); i++) {
      if (to == DType.INT64) {
        out.longs()[i] = x.isLong() ? x.longs()[i] : (long) x.numbers()[i];
      } else if (x.isLong()) {
        out.numbers()[i] = LongElementwise.cast(x.longs()[i], to);
      } else {
        out.numbers()[i] = cast(x.numbers()[i], to);
      }
    }
    return out;
  }

  private static double cast(double value, DType to) {
    return switch (to) {
      case BOOL -> value != 0 ? 1 : 0;
      case INT32 -> (int) value;
      default -> hold(value, to);
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

  /** Makes numbers what a dtype holds. */
  static Cells hold(Cells cells, DType dtype) {
    double[] numbers = cells.numbers();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = hold(numbers[i], dtype);
    }
    return cells;
  }
}

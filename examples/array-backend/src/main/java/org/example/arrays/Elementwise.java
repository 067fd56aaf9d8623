package org.example.arrays;

import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import java.util.List;

/** The operations that go element by element. */
final class Elementwise {

  private Elementwise() {}

  static Numbers compute(Node node, List<Numbers> in, Numbers out) {
    Numbers a = in.get(0);
    Numbers b = in.get(in.size() > 1 ? 1 : 0);
    for (int i = 0; i < out.size(); i++) {
      if (node.op() == Op.SELECT) {
        out.copy(i, a.whole(i) != 0 ? b : in.get(2), i);
      } else if (node.op() == Op.CAST) {
        out.copy(i, a, i);
      } else if (a.areWhole()) {
        out.put(i, ofWholes(node.op(), a.whole(i), b.whole(i)));
      } else {
        out.put(i, ofReals(node.op(), a.real(i), b.real(i)));
      }
    }
    return out;
  }

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
      case LOGISTIC -> 1 / (1 + Math.exp(-a));
      case SOFTPLUS -> Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));
      case ERF -> ErrorFunction.erf(a);
      case ERFINV -> ErrorFunction.inverse(a);
      case SIN -> Math.sin(a);
      case COS -> Math.cos(a);
      case LESS -> a < b ? 1 : 0;
      case EQUAL -> a == b ? 1 : 0;
      default -> throw new IllegalArgumentException(op + " of real numbers");
    };
  }
}

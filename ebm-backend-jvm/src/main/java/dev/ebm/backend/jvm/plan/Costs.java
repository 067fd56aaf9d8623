package dev.ebm.backend.jvm.plan;

import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import java.util.Set;

/**
 * How long operations take, in simple operations: an addition of two floats in the first-level
 * cache, about a quarter of a nanosecond. Good enough to divide work, no more.
 */
final class Costs {

  private static final Set<Op> TRANSCENDENTAL =
      Set.of(
          Op.EXP,
          Op.LOG,
          Op.LOG1P,
          Op.EXPM1,
          Op.TANH,
          Op.LOGISTIC,
          Op.SOFTPLUS,
          Op.ERF,
          Op.ERFINV,
          Op.SIN,
          Op.COS);
  private static final int TRANSCENDENTAL_COST = 8;
  private static final int DRAW_COST = 10;
  private static final int MULTIPLY_ADDS = 16;

  private Costs() {}

  /** One element of an element-wise operation. */
  static int element(Op op) {
    return TRANSCENDENTAL.contains(op) ? TRANSCENDENTAL_COST : 1;
  }

  /** A matrix product. */
  static long dot(long m, int n, int k) {
    return m * n * k / MULTIPLY_ADDS;
  }

  /** Copies. */
  static long moved(int elements) {
    return elements;
  }

  /** Random draws. */
  static long draws(int elements) {
    return (long) elements * DRAW_COST;
  }

  /** A node that has a step. */
  static long of(Node node) {
    int size = node.shape().size();
    return switch (node.op().kind()) {
      case ELEMENTWISE -> (long) element(node.op()) * size;
      case RANDOM -> draws(size);
      case CONTRACTION -> node.multiplyAdds() / MULTIPLY_ADDS;
      case REDUCTION -> node.input(0).shape().size();
      default -> moved(size);
    };
  }
}

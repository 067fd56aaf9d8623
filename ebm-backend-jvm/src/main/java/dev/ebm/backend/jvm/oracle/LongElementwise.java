package dev.ebm.backend.jvm.oracle;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import java.util.List;

/** The element-wise operations on int64 elements. */
final class LongElementwise {

  private LongElementwise() {}

  static Cells of(Node node, List<Cells> in) {
    int n = node.shape().size();
    Cells out = Cells.zeros(node.dtype(), n);
    long[] last = in.get(in.size() - 1).longs();
    switch (node.op()) {
      case SELECT -> {
        double[] condition = in.get(0).numbers();
        long[] first = in.get(1).longs();
        for (int i = 0; i < n; i++) {
          out.longs()[i] = condition[i] != 0 ? first[i] : last[i];
        }
      }
      case LESS, EQUAL -> {
        long[] first = in.get(0).longs();
        for (int i = 0; i < n; i++) {
          boolean holds = node.op() == Op.LESS ? first[i] < last[i] : first[i] == last[i];
          out.numbers()[i] = holds ? 1 : 0;
        }
      }
      default -> {
        long[] first = in.get(0).longs();
        for (int i = 0; i < n; i++) {
          out.longs()[i] = apply(node, first[i], last[i]);
        }
      }
    }
    return out;
  }

  private static long apply(Node node, long a, long b) {
    return switch (node.op()) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case MAXIMUM -> Math.max(a, b);
      case NEG -> -a;
      case SIGN -> Long.signum(a);
      default -> throw new IllegalArgumentException(node.op() + " takes no int64");
    };
  }

  /** As any dtype but int64, rounded once: by way of a double, a float would be rounded twice. */
  static double cast(long value, DType to) {
    return switch (to) {
      case BOOL -> value != 0 ? 1 : 0;
      case INT32 -> (int) value;
      case FLOAT32 -> (float) value;
      default -> value;
    };
  }
}

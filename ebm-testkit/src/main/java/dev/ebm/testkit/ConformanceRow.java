package dev.ebm.testkit;

import dev.ebm.api.tensor.Op;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What is compared; sorted as the operations are declared, then what is composed of them.
 *
 * @param operation an operation's symbol, or the name of a composition
 * @param order 0 for values, else the order of derivative
 * @param measure a dtype's symbol, or how else the error is measured
 */
record ConformanceRow(String operation, int order, String measure)
    implements Comparable<ConformanceRow> {

  private static final List<String> SYMBOLS = Arrays.stream(Op.values()).map(Op::symbol).toList();

  private static final Comparator<ConformanceRow> ORDER =
      Comparator.comparingInt(ConformanceRow::rank)
          .thenComparing(ConformanceRow::operation)
          .thenComparing(ConformanceRow::order)
          .thenComparing(ConformanceRow::measure);

  private int rank() {
    int at = SYMBOLS.indexOf(operation);
    return at < 0 ? SYMBOLS.size() : at;
  }

  String orderText() {
    return order == 0 ? "value" : Integer.toString(order);
  }

  @Override
  public int compareTo(ConformanceRow other) {
    return ORDER.compare(this, other);
  }
}

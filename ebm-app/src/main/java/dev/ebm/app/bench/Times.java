package dev.ebm.app.bench;

import java.util.List;

/** How long many runs took. */
public final class Times {

  private final double[] ascending;
  private final boolean settled;

  /**
   * At least one run.
   *
   * @param nanos of each run
   * @param settled whether the warm-up ended because times no longer changed
   */
  Times(List<Long> nanos, boolean settled) {
    this.ascending = nanos.stream().mapToDouble(n -> n / 1e9).sorted().toArray();
    this.settled = settled;
  }

  int runs() {
    return ascending.length;
  }

  boolean settled() {
    return settled;
  }

  /** In seconds. */
  double median() {
    return quantile(0.5);
  }

  /** In seconds, linear between order statistics. */
  double quantile(double p) {
    double position = p * (ascending.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, ascending.length - 1);
    return ascending[below] + (position - below) * (ascending[above] - ascending[below]);
  }
}

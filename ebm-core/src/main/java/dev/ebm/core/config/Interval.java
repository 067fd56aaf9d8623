package dev.ebm.core.config;

import dev.ebm.api.config.Range;
import java.util.Optional;

/** Checks numbers against {@link Range}. */
final class Interval {

  private Interval() {}

  /** What a number violates, such as {@code must be at least 1}; nothing if it is inside. */
  static Optional<String> violation(Range range, Number number) {
    double x = number.doubleValue();
    boolean low = range.exclusiveMin() ? x > range.min() : x >= range.min();
    boolean high = range.exclusiveMax() ? x < range.max() : x <= range.max();
    return low && high ? Optional.empty() : Optional.of("must be " + describe(range));
  }

  /** The interval in words. */
  static String describe(Range range) {
    String low = (range.exclusiveMin() ? "greater than " : "at least ") + plain(range.min());
    String high = (range.exclusiveMax() ? "less than " : "at most ") + plain(range.max());
    if (range.max() == Double.POSITIVE_INFINITY) {
      return low;
    }
    return range.min() == Double.NEGATIVE_INFINITY ? high : low + " and " + high;
  }

  private static String plain(double bound) {
    return bound == Math.rint(bound) && Math.abs(bound) < 1e15
        ? Long.toString((long) bound)
        : Double.toString(bound);
  }
}

package dev.ebm.core.plot;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** Round numbers along an axis: multiples of 1, 2 or 5 times a power of ten. */
record Ticks(List<Double> values, List<String> labels) {

  private static final MathContext SIGNIFICANT = new MathContext(10);

  /** Of the only tick, which is not a round number. */
  private static final MathContext ALONE = new MathContext(4);

  private static final double LARGEST_PLAIN = 1e6;
  private static final double SMALLEST_PLAIN = 1e-3;

  /**
   * The ticks from low to high.
   *
   * @param most how many at most, at least 2
   */
  static Ticks between(double low, double high, int most) {
    if (low == high) {
      return new Ticks(List.of(low), List.of(label(low, ALONE)));
    }
    double step = step((high - low) / most);
    List<Double> values = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    double rounding = step * 1e-9;
    for (double k = Math.ceil((low - rounding) / step); k * step <= high + rounding; k++) {
      values.add(k * step);
      labels.add(label(k * step));
    }
    return new Ticks(values, labels);
  }

  private static double step(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= least) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /** A number in few characters: at most ten significant digits, without zeros at their end. */
  static String label(double value) {
    return label(value, SIGNIFICANT);
  }

  private static String label(double value, MathContext digits) {
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(value).round(digits).stripTrailingZeros();
    double size = Math.abs(value);
    boolean plain = size >= SMALLEST_PLAIN && size < LARGEST_PLAIN;
    return plain ? rounded.toPlainString() : scientific(rounded);
  }

  private static String scientific(BigDecimal number) {
    int exponent = number.precision() - number.scale() - 1;
    return number.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
  }
}

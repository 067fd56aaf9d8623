package dev.ebm.app.console;

import dev.ebm.api.metric.Estimate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them, in plain ASCII and the same in every locale. */
public final class Figures {

  private static final int ERROR_DIGITS = 2;

  private Figures() {}

  /** As {@link String#format}, whatever the system's language. */
  public static String format(String format, Object... args) {
    return String.format(Locale.ROOT, format, args);
  }

  /** Five significant digits. */
  public static String text(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e7) {
      return format("%.0f", value);
    }
    return Double.isFinite(value) ? format("%.5g", value) : Double.toString(value);
  }

  /** The value to the digits that its standard error allows, and two digits of that error. */
  public static String text(Estimate estimate) {
    if (estimate.standardError().isEmpty()) {
      return text(estimate.value());
    }
    double error = estimate.standardError().getAsDouble();
    if (!Double.isFinite(estimate.value()) || !Double.isFinite(error) || error <= 0) {
      return text(estimate.value()) + " +/- " + text(error);
    }
    int scale = ERROR_DIGITS - 1 - (int) Math.floor(Math.log10(error));
    return rounded(estimate.value(), scale) + " +/- " + rounded(error, scale);
  }

  private static String rounded(double value, int scale) {
    return BigDecimal.valueOf(value)
        .setScale(Math.max(0, scale), RoundingMode.HALF_EVEN)
        .toPlainString();
  }

  /** Hours, minutes and seconds: {@code 1:02:03}, {@code 2:03}. */
  public static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? format("%d:%02d", whole / 60, whole % 60)
        : format("%d:%02d:%02d", whole / 3600, whole % 3600 / 60, whole % 60);
  }

  /** Bytes in the unit that suits them. */
  public static String bytes(long bytes) {
    if (bytes < 1 << 20) {
      return format("%.0f KiB", bytes / 1024.0);
    }
    return bytes < 1L << 30
        ? format("%.0f MiB", bytes / (double) (1 << 20))
        : format("%.1f GiB", bytes / (double) (1L << 30));
  }
}

package dev.ebm.core.plot;

import dev.ebm.core.run.MetricsLog;
import dev.ebm.core.run.RunRecorder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A metric over training. Nobody writes to the arrays afterwards.
 *
 * @param name in the legend
 * @param x steps
 * @param y values; those that are not finite are not drawn, but counted
 * @param standardErrors one a point
 */
public record Curve(String name, double[] x, double[] y, Optional<double[]> standardErrors) {

  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if they differ
   */
  public Curve {
    if (x.length != y.length || standardErrors.filter(e -> e.length != y.length).isPresent()) {
      throw new IllegalArgumentException("curve '" + name + "' has arrays of different lengths");
    }
  }

  /** A metric of a log, with its standard errors if each point has one. */
  public static Curve of(List<MetricsLog.Entry> entries, String metric) {
    List<MetricsLog.Entry> points =
        entries.stream().filter(entry -> entry.values().containsKey(metric)).toList();
    String errors = metric + RunRecorder.STANDARD_ERROR;
    boolean allHaveErrors =
        !points.isEmpty() && points.stream().allMatch(entry -> entry.values().containsKey(errors));
    return new Curve(
        metric,
        points.stream().mapToDouble(MetricsLog.Entry::step).toArray(),
        values(points, metric),
        allHaveErrors ? Optional.of(values(points, errors)) : Optional.empty());
  }

  /** The metrics of a log in the order in which they first appear, without standard errors. */
  public static List<String> names(List<MetricsLog.Entry> entries) {
    return entries.stream()
        .flatMap(entry -> entry.values().keySet().stream())
        .filter(name -> !name.endsWith(RunRecorder.STANDARD_ERROR))
        .distinct()
        .toList();
  }

  private static double[] values(List<MetricsLog.Entry> points, String metric) {
    return points.stream().mapToDouble(entry -> entry.values().get(metric)).toArray();
  }

  /** Without the points above a height, which would squeeze all others. */
  public Curve below(double height) {
    int[] kept = IntStream.range(0, y.length).filter(i -> !(y[i] > height)).toArray();
    return new Curve(
        kept.length < y.length ? name + " (in part above the picture)" : name,
        pick(x, kept),
        pick(y, kept),
        standardErrors.map(all -> pick(all, kept)));
  }

  /** The highest finite value; 0 if there is none. */
  public double highest() {
    return Arrays.stream(y).filter(Double::isFinite).max().orElse(0);
  }

  /** The points that can be drawn, without standard errors if one of these is not finite. */
  Curve finite() {
    int[] kept = IntStream.range(0, y.length).filter(i -> Double.isFinite(y[i])).toArray();
    Optional<double[]> errors =
        standardErrors
            .map(all -> pick(all, kept))
            .filter(all -> Arrays.stream(all).allMatch(Double::isFinite));
    return new Curve(name, pick(x, kept), pick(y, kept), errors);
  }

  private static double[] pick(double[] from, int[] indices) {
    return Arrays.stream(indices).mapToDouble(i -> from[i]).toArray();
  }

  /** Means over neighbours: each point with {@code reach} on either side, fewer at the ends. */
  Curve smoothed(int reach) {
    double[] means = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      int side = Math.min(reach, Math.min(i, y.length - 1 - i));
      double sum = 0;
      for (int j = i - side; j <= i + side; j++) {
        sum += y[j];
      }
      means[i] = sum / (2 * side + 1);
    }
    return new Curve(name, x, means, Optional.empty());
  }
}

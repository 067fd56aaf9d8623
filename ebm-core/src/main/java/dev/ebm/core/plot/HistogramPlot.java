package dev.ebm.core.plot;

import java.awt.Color;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How numbers of several groups are distributed, such as energies of train, test and anomalies. */
public final class HistogramPlot {

  private static final int LEAST_BINS = 10;
  private static final int MOST_BINS = 120;
  private static final double MARGIN = 0.03;
  private static final int FILL = 60;

  private HistogramPlot() {}

  /**
   * Draws a histogram of area one for each group, in bins that suit its size.
   *
   * @param axis what the numbers are
   * @param groups numbers by name; those that are not finite are counted in the legend
   * @throws dev.ebm.api.error.EbmException EBM-R001 if the file cannot be written, EBM-R020 if the
   *     system has no fonts, EBM-R021 if no number is finite
   */
  public static void write(Path png, String title, String axis, Map<String, double[]> groups) {
    Pictures.requireFonts();
    Pictures.write(png, BitmapEncoder.getBufferedImage(chart(title, axis, groups)));
  }

  static XYChart chart(String title, String axis, Map<String, double[]> groups) {
    double[] pooled =
        groups.values().stream().flatMapToDouble(Arrays::stream).filter(Double::isFinite).toArray();
    Bounds bounds = Bounds.of(title, pooled);
    List<String> legend = groups.entrySet().stream().map(HistogramPlot::legend).toList();
    XYChart chart = Charts.blank(title, axis, "density", legend);
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Area);
    double margin = bounds.low() == bounds.high() ? 1 : MARGIN * (bounds.high() - bounds.low());
    Charts.limitX(chart, bounds.low() - margin, bounds.high() + margin, margin);
    Charts.scaleY(chart, false);
    int index = 0;
    for (Map.Entry<String, double[]> group : groups.entrySet()) {
      double[] values = Arrays.stream(group.getValue()).filter(Double::isFinite).toArray();
      Color color = Pictures.series(index++);
      if (values.length > 0) {
        Bins bins = Bins.of(values);
        chart
            .addSeries(legend(group), bins.outlineX(), bins.outlineY(values))
            .setMarker(SeriesMarkers.NONE)
            .setLineColor(color)
            .setFillColor(Pictures.withOpacity(color, FILL));
      }
    }
    return chart;
  }

  /** Equal bins. */
  record Bins(double low, double width, int count) {

    /**
     * Bins by the rule of D. Freedman and P. Diaconis (1981): twice the interquartile range over
     * the cube root of the count.
     */
    static Bins of(double[] finite) {
      double[] sorted = Arrays.stream(finite).sorted().toArray();
      Bounds bounds = new Bounds(sorted[0], sorted[sorted.length - 1]);
      double range = bounds.high() - bounds.low();
      if (range == 0) {
        return new Bins(bounds.low() - 0.5, 1, 1);
      }
      double quartiles = sorted[sorted.length * 3 / 4] - sorted[sorted.length / 4];
      double bins = range / (2 * quartiles / Math.cbrt(sorted.length));
      int count = (int) Math.max(LEAST_BINS, Math.min(MOST_BINS, Math.ceil(bins)));
      return new Bins(bounds.low(), range / count, count);
    }

    double[] density(double[] values) {
      double[] density = new double[count];
      for (double value : values) {
        int bin = (int) Math.min(count - 1, (value - low) / width);
        density[bin] += 1 / (values.length * width);
      }
      return density;
    }

    /** Left and right edge of each bin, between zeros. */
    double[] outlineX() {
      double[] outline = new double[2 * count + 2];
      for (int edge = 0; edge <= count; edge++) {
        outline[2 * edge] = low + edge * width;
        outline[2 * edge + 1] = low + edge * width;
      }
      return outline;
    }

    double[] outlineY(double[] values) {
      double[] density = density(values);
      double[] outline = new double[2 * count + 2];
      for (int bin = 0; bin < count; bin++) {
        outline[2 * bin + 1] = density[bin];
        outline[2 * bin + 2] = density[bin];
      }
      return outline;
    }
  }

  private static String legend(Map.Entry<String, double[]> group) {
    int finite = (int) Arrays.stream(group.getValue()).filter(Double::isFinite).count();
    int lost = group.getValue().length - finite;
    String note = lost == 0 ? "" : ", " + lost + " not finite";
    return "%s (%d%s)".formatted(group.getKey(), finite, note);
  }
}

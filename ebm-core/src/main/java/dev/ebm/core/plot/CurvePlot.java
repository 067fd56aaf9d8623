package dev.ebm.core.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Curves over training on shared axes: the noisy ones faint under their smoothed form, estimates
 * with bars of one standard error.
 */
public final class CurvePlot {

  /** Curves of at least so many points are smoothed. */
  private static final int SMOOTHED_POINTS = 50;

  /** A smoothed point is the mean of this share of the curve. */
  private static final double SMOOTHED_SHARE = 0.04;

  /** Positive values that span more than this factor get a logarithmic axis. */
  private static final double LINEAR_SPAN = 100;

  private static final int FAINT = 70;

  private static final String STEP = "step";

  private CurvePlot() {}

  /**
   * Draws curves.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R001 if the file cannot be written, EBM-R020 if the
   *     system has no fonts, EBM-R021 if no point is finite
   */
  public static void write(Path png, String title, List<Curve> curves) {
    write(png, title, STEP, curves);
  }

  /**
   * Draws curves over something else than steps.
   *
   * @param axis what the curves are over
   */
  public static void write(Path png, String title, String axis, List<Curve> curves) {
    Pictures.requireFonts();
    Pictures.write(png, BitmapEncoder.getBufferedImage(chart(title, axis, curves)));
  }

  static XYChart chart(String title, String axis, List<Curve> curves) {
    List<Curve> finite = curves.stream().map(Curve::finite).toList();
    if (finite.stream().allMatch(curve -> curve.y().length == 0)) {
      throw Pictures.nothingToDraw(title, "no curve has a finite value");
    }
    List<String> legends =
        IntStream.range(0, curves.size())
            .mapToObj(i -> legend(curves.get(i), finite.get(i)))
            .toList();
    XYChart chart =
        Charts.blank(title, axis, curves.size() == 1 ? curves.get(0).name() : "", legends);
    double last = finite.stream().flatMapToDouble(c -> Arrays.stream(c.x())).max().orElseThrow();
    double first = finite.stream().flatMapToDouble(c -> Arrays.stream(c.x())).min().orElseThrow();
    Charts.limitX(
        chart,
        Math.min(0, first),
        last,
        (last - Math.min(0, first))
            / finite.stream().mapToInt(c -> c.x().length).max().orElseThrow());
    Charts.scaleY(chart, spansDecades(finite));
    chart
        .getStyler()
        .setLegendVisible(curves.size() > 1 || !legends.get(0).equals(curves.get(0).name()));
    for (int i = 0; i < finite.size(); i++) {
      Curve curve = finite.get(i);
      if (curve.y().length > 0) {
        add(chart, curve, legends.get(i), i);
      }
    }
    return chart;
  }

  private static String legend(Curve curve, Curve finite) {
    int lost = curve.y().length - finite.y().length;
    return curve.name()
        + (finite.standardErrors().isPresent() ? " ± 1 standard error" : "")
        + (lost == 0 ? "" : " (" + lost + " values not finite)");
  }

  private static boolean spansDecades(List<Curve> curves) {
    double[] lowest =
        curves.stream()
            .flatMapToDouble(
                curve ->
                    IntStream.range(0, curve.y().length)
                        .mapToDouble(
                            i -> curve.y()[i] - curve.standardErrors().map(e -> e[i]).orElse(0.0)))
            .toArray();
    Bounds bounds = Bounds.of("curves", lowest);
    return bounds.low() > 0 && bounds.high() / bounds.low() > LINEAR_SPAN;
  }

  private static void add(XYChart chart, Curve curve, String legend, int index) {
    boolean many = curve.y().length >= SMOOTHED_POINTS;
    if (chart.getXAxisTitle().equals(STEP) && many && curve.standardErrors().isEmpty()) {
      addSmoothed(chart, curve, legend, index);
      return;
    }
    XYSeries series =
        curve
            .standardErrors()
            .map(errors -> chart.addSeries(legend, curve.x(), curve.y(), errors))
            .orElseGet(() -> chart.addSeries(legend, curve.x(), curve.y()));
    series.setMarker(many ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
    Color color = Pictures.series(index);
    series.setMarkerColor(color).setLineColor(color).setLineStyle(Pictures.line(index));
  }

  /** Metrics of single steps are noisy. */
  private static void addSmoothed(XYChart chart, Curve curve, String legend, int index) {
    Color color = Pictures.series(index);
    XYSeries raw = chart.addSeries(legend + " (each step)", curve.x(), curve.y());
    raw.setLineColor(Pictures.withOpacity(color, FAINT)).setLineStyle(new BasicStroke(1));
    raw.setMarker(SeriesMarkers.NONE).setShowInLegend(false);
    Curve smooth = curve.smoothed((int) Math.round(curve.y().length * SMOOTHED_SHARE / 2));
    chart
        .addSeries(legend, smooth.x(), smooth.y())
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(color)
        .setLineStyle(Pictures.line(index));
  }
}

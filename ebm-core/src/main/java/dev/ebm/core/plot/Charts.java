package dev.ebm.core.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;

/** The look of all charts with two axes. */
final class Charts {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 480;
  private static final int PADDING = 16;

  /** The line beside a text of the legend, and the room around both. */
  private static final int SAMPLE = 44;

  private Charts() {}

  /**
   * A chart without series.
   *
   * @param legend its texts; where they do not fit below the chart they stand on its right, and it
   *     is as much wider
   */
  static XYChart blank(String title, String x, String y, List<String> legend) {
    Font font = Pictures.font(Font.PLAIN, 13);
    FontRenderContext context = new FontRenderContext(null, true, true);
    double[] widths =
        legend.stream()
            .mapToDouble(text -> font.getStringBounds(text, context).getWidth() + SAMPLE)
            .toArray();
    boolean below = Arrays.stream(widths).sum() <= WIDTH - 2 * PADDING;
    int aside = below ? 0 : (int) Math.ceil(Arrays.stream(widths).max().orElseThrow());
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH + aside)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    XYStyler style = chart.getStyler();
    style
        .setChartBackgroundColor(Color.WHITE)
        .setChartFontColor(Pictures.INK)
        .setChartPadding(PADDING);
    style.setChartTitleFont(Pictures.font(Font.BOLD, 17)).setChartTitleBoxVisible(false);
    style.setLegendFont(font).setLegendBorderColor(Color.WHITE);
    style.setLegendPosition(
        below ? Styler.LegendPosition.OutsideS : Styler.LegendPosition.OutsideE);
    style.setLegendLayout(below ? Styler.LegendLayout.Horizontal : Styler.LegendLayout.Vertical);
    style.setPlotGridLinesColor(Pictures.LINES).setPlotBorderColor(Pictures.LINES);
    style.setPlotGridLinesStroke(new BasicStroke(1)).setPlotContentSize(0.97);
    style.setAxisTickLabelsFont(Pictures.font(Font.PLAIN, 13));
    style.setAxisTitleFont(Pictures.font(Font.PLAIN, 14));
    style.setAxisTickLabelsColor(Pictures.INK).setAxisTickMarksColor(Pictures.FAINT_INK);
    style.setYAxisLabelAlignment(AxesChartStyler.TextAlignment.Right).setAxisTickPadding(8);
    style.setxAxisTickLabelsFormattingFunction(Ticks::label);
    style.setErrorBarsColorSeriesColor(true).setMarkerSize(6);
    return chart;
  }

  /**
   * Sets the horizontal limits. XChart labels equally spaced points instead of round numbers,
   * unless a limit is off their spacing.
   *
   * @param spacing of the points
   */
  static void limitX(XYChart chart, double low, double high, double spacing) {
    chart.getStyler().setXAxisMin(low).setXAxisMax(high + spacing / 2);
  }

  /** A logarithmic vertical axis, or one with round numbers. */
  static void scaleY(XYChart chart, boolean logarithmic) {
    chart.getStyler().setYAxisLogarithmic(logarithmic);
    if (!logarithmic) {
      chart.getStyler().setyAxisTickLabelsFormattingFunction(Ticks::label);
    }
  }
}

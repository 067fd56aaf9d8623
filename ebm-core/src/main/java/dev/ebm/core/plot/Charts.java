package dev.ebm.core.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;

/** The look of all charts with two axes. */
final class Charts {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 480;

  private Charts() {}

  static XYChart blank(String title, String x, String y) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    XYStyler style = chart.getStyler();
    style.setChartBackgroundColor(Color.WHITE).setChartFontColor(Pictures.INK).setChartPadding(16);
    style.setChartTitleFont(Pictures.font(Font.BOLD, 17)).setChartTitleBoxVisible(false);
    style.setLegendFont(Pictures.font(Font.PLAIN, 13)).setLegendBorderColor(Color.WHITE);
    style.setLegendPosition(Styler.LegendPosition.OutsideS);
    style.setLegendLayout(Styler.LegendLayout.Horizontal);
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

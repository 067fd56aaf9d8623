package dev.ebm.core.plot;

import static dev.ebm.core.run.Errors.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.core.run.MetricsLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler;

class CurvePlotTest {

  @TempDir Path folder;

  @Test
  void takesCurvesFromALog() {
    List<MetricsLog.Entry> log =
        List.of(
            new MetricsLog.Entry(10, 1, Map.of("loss", 3.0)),
            new MetricsLog.Entry(10, 1, Map.of("mse", 0.5, "mse/standard-error", 0.1)),
            new MetricsLog.Entry(20, 2, Map.of("loss", 2.0)));
    assertThat(Curve.names(log)).containsExactly("loss", "mse");
    Curve loss = Curve.of(log, "loss");
    assertThat(loss.x()).containsExactly(10, 20);
    assertThat(loss.y()).containsExactly(3, 2);
    assertThat(loss.standardErrors()).isEmpty();
    assertThat(Curve.of(log, "mse").standardErrors().orElseThrow()).containsExactly(0.1);
  }

  @Test
  void usesALogarithmicAxisForPositiveValuesOverMoreThanTwoDecades() {
    assertThat(isLogarithmic(1, 50, 101)).isTrue();
    assertThat(isLogarithmic(1, 50, 99)).isFalse();
    assertThat(isLogarithmic(0, 50, 101)).isFalse();
    assertThat(isLogarithmic(-1, 50, 1000)).isFalse();
    Curve withWideError =
        new Curve("mse", new double[] {1, 2}, new double[] {1, 500}, errors(2, 1));
    assertThat(
            CurvePlot.chart("t", "step", List.of(withWideError)).getStyler().isYAxisLogarithmic())
        .isFalse();
  }

  private static boolean isLogarithmic(double... y) {
    return CurvePlot.chart("t", "step", List.of(curve("loss", y))).getStyler().isYAxisLogarithmic();
  }

  @Test
  void aLegendThatDoesNotFitBelowStandsOnTheRightOfAWiderChart() {
    XYChart few = CurvePlot.chart("t", "step", named(3));
    assertThat(few.getStyler().getLegendPosition()).isEqualTo(Styler.LegendPosition.OutsideS);
    XYChart many = CurvePlot.chart("t", "step", named(10));
    assertThat(many.getStyler().getLegendPosition()).isEqualTo(Styler.LegendPosition.OutsideE);
    assertThat(many.getWidth()).isGreaterThan(few.getWidth());
  }

  @Test
  void tenCurvesLookDifferent() {
    XYChart chart = CurvePlot.chart("t", "step", named(10));
    assertThat(
            chart.getSeriesMap().values().stream()
                .map(
                    s ->
                        Arrays.asList(
                            s.getLineColor(), Arrays.toString(s.getLineStyle().getDashArray()))))
        .doesNotHaveDuplicates();
  }

  private static List<Curve> named(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> curve("denoising score matching " + i, 1, 2, 3))
        .toList();
  }

  @Test
  void countsInTheLegendWhatCannotBeDrawn() {
    Curve curve = curve("loss", 1, Double.NaN, 2, Double.POSITIVE_INFINITY);
    XYChart chart = CurvePlot.chart("t", "step", List.of(curve));
    assertThat(chart.getSeriesMap()).containsOnlyKeys("loss (2 values not finite)");
    assertThat(chart.getStyler().isLegendVisible()).isTrue();
    assertFails("EBM-R021", () -> CurvePlot.chart("t", "step", List.of(curve("loss", Double.NaN))));
  }

  @Test
  void drawsNoisyCurvesUnderTheirSmoothedForm() {
    double[] y = IntStream.range(0, 200).mapToDouble(i -> i % 2).toArray();
    XYChart chart = CurvePlot.chart("t", "step", List.of(curve("loss", y)));
    assertThat(chart.getSeriesMap()).hasSize(2);
    double[] smooth = chart.getSeriesMap().get("loss").getYData();
    assertThat(smooth).hasSize(200);
    assertThat(smooth[100]).isCloseTo(0.5, within(0.1));
  }

  @Test
  void smoothsAStraightLineToItself() {
    double[] line = IntStream.range(0, 60).mapToDouble(i -> 3 * i - 7).toArray();
    double[] smooth = curve("line", line).smoothed(5).y();
    for (int i = 0; i < line.length; i++) {
      assertThat(smooth[i]).isCloseTo(line[i], within(1e-9));
    }
  }

  @Test
  void leavesEstimatesUnsmoothedWithTheirErrors() {
    double[] y = IntStream.range(1, 101).asDoubleStream().toArray();
    Curve curve = new Curve("mse", y, y, errors(100, 0.5));
    XYChart chart = CurvePlot.chart("t", "step", List.of(curve));
    assertThat(chart.getSeriesMap()).containsOnlyKeys("mse ± 1 standard error");
    assertThat(chart.getSeriesMap().values().iterator().next().getExtraValues()).hasSize(100);
  }

  @Test
  void writesAPng() throws IOException {
    Path png = folder.resolve("loss.png");
    CurvePlot.write(png, "t", List.of(curve("loss", 3, 2, 1), curve("gap", 1, 1, 1)));
    assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(900);
    CurvePlot.write(png, "one evaluation before training", List.of(curveAt(0, 3)));
    assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(900);
  }

  @Test
  void refusesArraysOfDifferentLengths() {
    assertThatThrownBy(() -> new Curve("c", new double[2], new double[3], Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Curve curve(String name, double... y) {
    double[] x = IntStream.rangeClosed(1, y.length).mapToDouble(i -> 100 * i).toArray();
    return new Curve(name, x, y, Optional.empty());
  }

  private static Curve curveAt(double x, double y) {
    return new Curve("mse", new double[] {x}, new double[] {y}, Optional.empty());
  }

  private static Optional<double[]> errors(int count, double error) {
    return Optional.of(IntStream.range(0, count).mapToDouble(i -> error).toArray());
  }
}

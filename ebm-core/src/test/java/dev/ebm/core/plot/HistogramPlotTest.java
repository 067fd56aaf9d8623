package dev.ebm.core.plot;

import static dev.ebm.core.run.Errors.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistogramPlotTest {

  @TempDir Path folder;

  @Test
  void countsInBins() {
    HistogramPlot.Bins bins = new HistogramPlot.Bins(0, 2, 3);
    assertThat(bins.density(new double[] {0, 1, 2, 6})).containsExactly(0.25, 0.125, 0.125);
    assertThat(bins.outlineX()).containsExactly(0, 0, 2, 2, 4, 4, 6, 6);
    assertThat(bins.outlineY(new double[] {1, 3}))
        .containsExactly(0, 0.25, 0.25, 0.25, 0.25, 0, 0, 0);
  }

  @Test
  void hasAreaOneForGroupsOfAnySize() {
    Random random = new Random(1);
    for (int size : new int[] {1, 2, 51, 5000}) {
      double[] values = random.doubles(size).map(u -> random.nextGaussian()).toArray();
      HistogramPlot.Bins bins = HistogramPlot.Bins.of(values);
      assertThat(Arrays.stream(bins.density(values)).sum() * bins.width())
          .isCloseTo(1, within(1e-9));
    }
  }

  /** The rule for 1000 normal numbers: a width of about 2 * 1.35 / 10 over a range of about 6.5. */
  @Test
  void choosesTheWidthByTheInterquartileRange() {
    Random random = new Random(1);
    double[] values = random.doubles(1000).map(u -> random.nextGaussian()).toArray();
    assertThat(HistogramPlot.Bins.of(values).width()).isCloseTo(0.27, within(0.03));
  }

  @Test
  void drawsGroupsAndCountsWhatIsNotFinite() throws IOException {
    Map<String, double[]> groups = new LinkedHashMap<>();
    groups.put("train", new double[] {1, 2, 3});
    groups.put("anomalies", new double[] {9, Double.NaN});
    groups.put("constant", new double[] {4, 4});
    groups.put("none", new double[0]);
    assertThat(HistogramPlot.chart("t", "energy", groups).getSeriesMap())
        .containsOnlyKeys("train (3)", "anomalies (1, 1 not finite)", "constant (2)");
    Path png = folder.resolve("energies.png");
    HistogramPlot.write(png, "t", "energy", groups);
    assertThat(ImageIO.read(png.toFile()).getHeight()).isEqualTo(480);
    assertFails(
        "EBM-R021",
        () -> HistogramPlot.chart("t", "energy", Map.of("a", new double[] {Double.NaN})));
  }
}

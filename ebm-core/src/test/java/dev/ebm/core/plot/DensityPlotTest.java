package dev.ebm.core.plot;

import static dev.ebm.core.run.Errors.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.tensor.TensorData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DensityPlotTest {

  private static final Grid SQUARE = new Grid(0, 2, 0, 2, 2, 2);

  @TempDir Path folder;

  @Test
  void writesAPngOfAllPanels() throws IOException {
    Surface energy = SurfaceTest.normal(0);
    TensorData points = TensorData.of(new float[] {0, 0, 1, 1, 100, 0}, 3, 2);
    Path png = folder.resolve("plots/density.png");
    DensityPlot.write(
        png,
        "three panels",
        List.of(
            Panel.samples("data", energy.grid(), points),
            Panel.logDensity("model", energy),
            Panel.energy("energy", energy)));
    BufferedImage image = ImageIO.read(png.toFile());
    assertThat(image.getWidth()).isGreaterThan(3 * image.getHeight() / 2);
    assertThat(png.getParent().toFile().list()).containsExactly("density.png");
  }

  /** The four quarters of the picture show the four cells: lower-left first, along x. */
  @Test
  void showsEachValueAtItsPlaceInItsColour() {
    Surface values = new Surface(SQUARE, new double[] {0, 1, 0.5, Double.NaN});
    BufferedImage image =
        DensityPlot.render("", List.of(new Panel.HeatMap("t", "s", values, 0, 1)), 1);
    int red = ColorMap.NAN.getRGB() & 0xffffff;
    int[] lowest = centre(image, ColorMap.rgb(0));
    int[] highest = centre(image, ColorMap.rgb(1));
    int[] middle = centre(image, ColorMap.rgb(0.5));
    int[] odd = centre(image, red);
    assertThat(lowest[0]).isEqualTo(middle[0]).isLessThan(highest[0]);
    assertThat(highest[0]).isEqualTo(odd[0]);
    assertThat(lowest[1]).isEqualTo(highest[1]).isGreaterThan(middle[1]);
    assertThat(middle[1]).isEqualTo(odd[1]);
    // Equal scale: the cells are squares.
    assertThat(Math.abs((highest[0] - lowest[0]) - (lowest[1] - middle[1]))).isLessThanOrEqualTo(1);
  }

  /** Where a density is zero, its logarithm is minus infinity: that is low, not broken. */
  @Test
  void showsInfinitiesInTheColoursOfTheEnds() {
    double low = Double.NEGATIVE_INFINITY;
    double high = Double.POSITIVE_INFINITY;
    Surface values = new Surface(SQUARE, new double[] {low, high, 0.5, 0.5});
    BufferedImage image =
        DensityPlot.render("", List.of(new Panel.HeatMap("t", "s", values, 0, 1)), 1);
    assertThat(count(image, rgb -> rgb == ColorMap.rgb(0))).isGreaterThan(30_000);
    assertThat(count(image, rgb -> rgb == ColorMap.rgb(1))).isGreaterThan(30_000);
    assertThat(count(image, rgb -> rgb == (ColorMap.NAN.getRGB() & 0xffffff))).isZero();
  }

  @Test
  void showsOnlyPointsInTheWindow() {
    TensorData inside = TensorData.of(new float[] {0.5f, 0.5f}, 1, 2);
    TensorData outside = TensorData.of(new float[] {-5, 0.5f}, 1, 2);
    assertThat(blue(DensityPlot.render("", List.of(Panel.samples("p", SQUARE, inside)), 1)))
        .isPositive();
    assertThat(blue(DensityPlot.render("", List.of(Panel.samples("p", SQUARE, outside)), 1)))
        .isZero();
  }

  @Test
  void drawsConstantValuesToo() {
    Surface flat = new Surface(SQUARE, new double[] {3, 3, 3, 3});
    BufferedImage image = DensityPlot.render("", List.of(Panel.energy("flat", flat)), 1);
    assertThat(count(image, rgb -> rgb == ColorMap.rgb(0.5))).isGreaterThan(100_000);
  }

  @Test
  void needsAPanel() {
    assertThatThrownBy(() -> DensityPlot.write(folder.resolve("x.png"), "", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysHowToInstallFonts() {
    assertFails(
            "EBM-R020",
            () ->
                Pictures.requireFonts(
                    () -> {
                      throw new InternalError("Fontconfig head is null");
                    }))
        .hasMessageContaining("Fontconfig head is null")
        .hasMessageContaining("install fontconfig");
  }

  private static long blue(BufferedImage image) {
    return count(image, rgb -> (rgb & 0xff) > (rgb >> 16) + 50);
  }

  private static long count(BufferedImage image, IntPredicate color) {
    return Arrays.stream(
            image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
        .map(rgb -> rgb & 0xffffff)
        .filter(color)
        .count();
  }

  /** The middle of the part of a picture that has a colour in horizontal runs of 40 pixels. */
  private static int[] centre(BufferedImage image, int rgb) {
    int left = image.getWidth();
    int right = 0;
    int top = image.getHeight();
    int bottom = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x + 40 < image.getWidth(); x++) {
        if (isRun(image, x, y, rgb)) {
          left = Math.min(left, x);
          right = Math.max(right, x + 40);
          top = Math.min(top, y);
          bottom = Math.max(bottom, y);
        }
      }
    }
    return new int[] {(left + right) / 2, (top + bottom) / 2};
  }

  private static boolean isRun(BufferedImage image, int from, int y, int rgb) {
    for (int x = from; x < from + 40; x++) {
      if ((image.getRGB(x, y) & 0xffffff) != rgb) {
        return false;
      }
    }
    return true;
  }
}

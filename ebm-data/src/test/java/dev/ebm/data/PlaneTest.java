package dev.ebm.data;

import static dev.ebm.data.Draws.assertMean;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.data.Dataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The laws in the plane. Seeds are fixed, and each statistical claim would fail falsely for one
 * seed in a million.
 */
class PlaneTest {

  private static final int SAMPLES = 200_000;

  /** First values of this implementation; a change means that every run changes. */
  @ParameterizedTest
  @CsvSource({
    "gaussians-8, -2.7809572, 0.58085585, 0.38770434, 3.1167808",
    "gaussians-25, 0.019158874, 3.0611966, -1.2593454, -1.2992566",
    "circles, -2.9674695, 0.40563932, -0.11563641, 1.6468091",
    "rings, -1.5932158, 0.08821349, -0.7532407, 3.1370068",
    "checkerboard, -0.007630348, 2.6603222, -3.0220995, -2.5123568",
    "two-spirals, -2.0100377, 1.1248695, 0.56678325, 1.5479412",
    "moons, 1.0232904, -0.8714644, 0.44197166, 1.5455827",
    "pinwheel, -1.1081946, -1.7447639, 3.3131824, -0.20750037",
    "swissroll, -1.856694, 0.33927172, 0.80303, 1.5340701"
  })
  void keepsItsFirstRows(String name, double a0, double a1, double b0, double b1) {
    List<double[]> rows = Draws.rows(name, Dataset.TRAIN, 2);
    assertThat(rows.get(0)).containsExactly(new double[] {a0, a1}, within(1e-5));
    assertThat(rows.get(1)).containsExactly(new double[] {b0, b1}, within(1e-5));
  }

  @ParameterizedTest
  @CsvSource({
    "gaussians-8, 4.5, 0.02",
    "gaussians-25, 3.6, 0.02",
    "circles, 4.5, 0.02",
    "rings, 3.6, 0.02",
    "checkerboard, 5, 0.1"
  })
  void densityIntegratesToOne(String name, double halfWidth, double step) {
    int n = (int) Math.round(2 * halfWidth / step);
    List<double[]> centres =
        IntStream.range(0, n * n)
            .mapToObj(
                i ->
                    new double[] {
                      -halfWidth + (i / n + 0.5) * step, -halfWidth + (i % n + 0.5) * step
                    })
            .toList();
    double mass =
        DoubleStream.of(Draws.logDensity(name, centres)).map(Math::exp).sum() * step * step;
    assertThat(mass).isCloseTo(1, within(2e-6));
  }

  /**
   * Chi-square over the cells of a 40 by 40 grid that expect ten rows or more, at the quantile of
   * 1e-6 by Wilson and Hilferty; and the mean of -log p against the entropy by quadrature. Noise
   * two per cent too wide is rejected.
   */
  @ParameterizedTest
  @CsvSource({
    "gaussians-8, 4.8, 10",
    "gaussians-25, 3.8, 10",
    "circles, 4.5, 10",
    "rings, 3.6, 12"
  })
  void rowsFollowTheDensity(String name, double halfWidth, int refinement) {
    int cells = 40;
    int n = cells * refinement;
    double step = 2 * halfWidth / n;
    List<double[]> points =
        IntStream.range(0, n * n)
            .mapToObj(
                i ->
                    new double[] {
                      -halfWidth + (i / n + 0.5) * step, -halfWidth + (i % n + 0.5) * step
                    })
            .toList();
    double[] logDensity = Draws.logDensity(name, points);
    double[] expected = new double[cells * cells];
    for (int i = 0; i < n * n; i++) {
      int cell = i / n / refinement * cells + i % n / refinement;
      expected[cell] += SAMPLES * Math.exp(logDensity[i]) * step * step;
    }
    List<double[]> rows = Draws.rows(name, Dataset.TEST, SAMPLES);
    double[] observed = new double[cells * cells];
    for (double[] row : rows) {
      int i = (int) Math.floor((row[0] + halfWidth) / (2 * halfWidth) * cells);
      int j = (int) Math.floor((row[1] + halfWidth) / (2 * halfWidth) * cells);
      if (i >= 0 && i < cells && j >= 0 && j < cells) {
        observed[i * cells + j]++;
      }
    }
    int[] used = IntStream.range(0, expected.length).filter(i -> expected[i] >= 10).toArray();
    double chiSquare =
        IntStream.of(used)
            .mapToDouble(i -> Math.pow(observed[i] - expected[i], 2) / expected[i])
            .sum();
    double k = used.length - 1.0;
    double quantile = k * Math.pow(1 - 2 / (9 * k) + 4.753 * Math.sqrt(2 / (9 * k)), 3);
    assertThat(chiSquare).as("%d cells", used.length).isLessThan(quantile);

    double entropy =
        -DoubleStream.of(logDensity).filter(l -> l > -700).map(l -> l * Math.exp(l)).sum()
            * step
            * step;
    assertMean(surprises(name, rows), s -> s[0], entropy, 1e-5);
  }

  private static List<double[]> surprises(String name, List<double[]> rows) {
    return DoubleStream.of(Draws.logDensity(name, rows)).mapToObj(l -> new double[] {-l}).toList();
  }

  /** Published differential entropies; the last number is their own error. */
  @ParameterizedTest
  @CsvSource({"gaussians-8, 2.8317, 0.002", "circles, 3.2680, 0.002"})
  void hasThePublishedEntropy(String name, double entropy, double error) {
    List<double[]> rows = Draws.rows(name, Dataset.TEST, SAMPLES);
    assertMean(surprises(name, rows), s -> s[0], entropy, error);
  }

  @Test
  void checkerboardRowsAllLieOnItsSquares() {
    List<double[]> rows = Draws.rows("checkerboard", Dataset.TEST, SAMPLES);
    assertThat(Draws.logDensity("checkerboard", rows)).containsOnly(-Math.log(32));
    for (int square = 0; square < 4; square++) {
      double low = -4 + 2 * square;
      assertMean(rows, x -> x[0] >= low && x[0] < low + 2 ? 1 : 0, 0.25, 0);
      assertMean(rows, x -> x[1] >= low && x[1] < low + 2 ? 1 : 0, 0.25, 0);
    }
    assertMean(rows, x -> x[0] / 2 - Math.floor(x[0] / 2), 0.5, 0);
    assertMean(rows, x -> x[1] / 2 - Math.floor(x[1] / 2), 0.5, 0);
  }

  @Test
  void checkerboardDensityIsZeroElsewhereAndNanForNan() {
    List<double[]> points =
        List.of(
            new double[] {1, -1},
            new double[] {5, 5},
            new double[] {-5, 1},
            new double[] {Double.NaN, 1});
    double[] log = Draws.logDensity("checkerboard", points);
    assertThat(List.of(log[0], log[1], log[2])).containsOnly(Double.NEGATIVE_INFINITY);
    assertThat(log[3]).isNaN();
  }

  @Test
  void moonsHaveTheMomentsOfTwoHalfCircles() {
    List<double[]> rows = Draws.rows("moons", Dataset.TEST, SAMPLES);
    assertMean(rows, x -> x[0], 0, 0);
    assertMean(rows, x -> x[1], 0.3, 0);
    assertMean(rows, x -> x[0] * x[0], 3.04, 0);
    assertMean(rows, x -> Math.pow(x[1] - 0.3, 2), 2.29 - 4 / Math.PI, 0);
    // The upper moon is at x0 = -1 and the lower at 1, each leaning by half a mean height.
    assertMean(rows, x -> x[0] * (x[1] - 0.3), 0.5 - 4 / Math.PI, 0);
  }

  @Test
  void spiralsHaveTheMomentsOfTheirCurve() {
    List<double[]> rows = Draws.rows("two-spirals", Dataset.TEST, SAMPLES);
    double square = Math.pow(3 * Math.PI, 2);
    double turn = 2 / square * (square - 4 + 6 * Math.PI); // E n (sin n - cos n)
    assertMean(rows, x -> x[0], 0, 0);
    assertMean(rows, x -> x[1], 0, 0);
    assertMean(rows, PlaneTest::squaredLength, (square / 2 + 1 / 6.0 + turn / 2) / 9 + 0.02, 0);
  }

  @Test
  void swissrollHasTheMomentsOfItsCurve() {
    List<double[]> rows = Draws.rows("swissroll", Dataset.TEST, SAMPLES);
    assertMean(rows, x -> x[0], 2 / 5.0, 0);
    assertMean(rows, x -> x[1], 2 / (3 * Math.PI) / 5, 0);
    assertMean(rows, PlaneTest::squaredLength, (9.75 * Math.PI * Math.PI + 2) / 25, 0);
    // Noise of deviation 1 multiplies the characteristic function by exp(-k^2 / 2); at this k the
    // curve's own is large, so that noise ten per cent too wide is rejected.
    double k = 1.25;
    double curve = 0;
    int n = 100_000;
    for (int i = 0; i < n; i++) {
      double t = 1.5 * Math.PI * (1 + 2 * (i + 0.5) / n);
      curve += Math.sin(k * t * Math.cos(t)) / n;
    }
    assertMean(rows, x -> Math.sin(k * 5 * x[0]), curve * Math.exp(-k * k / 2), 1e-6);
  }

  /** As complex numbers, rows to the fifth power lose the arm and keep the bend. */
  @Test
  void pinwheelHasFiveArmsThatBend() {
    List<double[]> rows = Draws.rows("pinwheel", Dataset.TEST, SAMPLES);
    assertMean(rows, x -> x[0], 0, 0);
    assertMean(rows, x -> x[1], 0, 0);
    assertMean(rows, PlaneTest::squaredLength, 4 * (1 + 0.09 + 0.01), 0);
    double real = 0;
    double imaginary = 0;
    double step = 1e-3;
    for (double z = -8; z <= 8; z += step) {
      double f = 1 + 0.3 * z;
      double v = 0.01;
      double fifth = Math.pow(f, 5) - 10 * Math.pow(f, 3) * v + 15 * f * v * v;
      double weight = step * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
      real += 32 * weight * fifth * Math.cos(1.25 * Math.exp(f));
      imaginary -= 32 * weight * fifth * Math.sin(1.25 * Math.exp(f));
    }
    assertMean(rows, x -> fifthPower(x)[0], real, 1e-6);
    assertMean(rows, x -> fifthPower(x)[1], imaginary, 1e-6);
  }

  private static double[] fifthPower(double[] x) {
    double radius = Math.pow(squaredLength(x), 2.5);
    double angle = 5 * Math.atan2(x[1], x[0]);
    return new double[] {radius * Math.cos(angle), radius * Math.sin(angle)};
  }

  private static double squaredLength(double[] x) {
    return x[0] * x[0] + x[1] * x[1];
  }

  @ParameterizedTest
  @ValueSource(strings = {"gaussians-8", "moons", "checkerboard"})
  void trainAndTestAreDifferentDraws(String name) {
    assertThat(Draws.rows(name, Dataset.TRAIN, 1).get(0))
        .isNotEqualTo(Draws.rows(name, Dataset.TEST, 1).get(0));
  }

  @Test
  void readsColumnsByTheirNames(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("p.csv"), "x1,other,x0\n2,9,1\n4,9,3\n");
    assertThat(Draws.dataset("moons").read(file).values().floats()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void namesItsSplitsWhenOneIsUnknown() {
    assertThatThrownBy(() -> Draws.dataset("moons").split("validation"))
        .hasMessage("EBM-D001 moons: has no split 'validation' (it has train, test)");
  }
}

package dev.ebm.core.plot;

import static dev.ebm.core.run.Errors.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.tensor.TensorData;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SurfaceTest {

  @Test
  void listsCellCentresFromTheLowerLeftAlongX() {
    Grid grid = new Grid(0, 4, 10, 12, 2, 2);
    assertThat(grid.points())
        .isEqualTo(TensorData.of(new float[] {1, 10.5f, 3, 10.5f, 1, 11.5f, 3, 11.5f}, 4, 2));
  }

  @Test
  void surroundsPointsWithASquareThatLeavesAMargin() {
    TensorData points = TensorData.of(new float[] {0, 5, 10, 5, Float.NaN, 99, 2, 6}, 4, 2);
    Grid grid = Grid.around(points, 50);
    assertThat(grid.xMin()).isEqualTo(-1.5);
    assertThat(grid.xMax()).isEqualTo(11.5);
    assertThat(grid.yMin()).isEqualTo(-1);
    assertThat(grid.yMax()).isEqualTo(12);
    assertThat(grid.cells()).isEqualTo(2500);
    assertThat(Grid.around(TensorData.of(new float[] {3, 4}, 1, 2), 5).xMax()).isEqualTo(4);
    assertFails("EBM-R021", () -> Grid.around(TensorData.of(new float[] {Float.NaN, 0}, 1, 2), 5));
    assertThatThrownBy(() -> Grid.around(TensorData.of(new float[] {1, 2, 3}, 1, 3), 5))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The energy x^2/2 + y^2/2 has the density of a standard normal, 1/(2 pi) at its peak. */
  @Test
  void normalisesEnergiesOverTheGridWhateverConstantTheyHave() {
    for (double constant : new double[] {0, 5000, -5000}) {
      Surface energy = normal(constant);
      double[] density = energy.density().values();
      assertThat(Arrays.stream(density).sum() * energy.grid().cellArea())
          .isCloseTo(1, within(1e-9));
      double peak = Arrays.stream(density).max().orElseThrow();
      assertThat(peak).isCloseTo(1 / (2 * Math.PI), within(1e-4));
      assertThat(energy.logDensity().values()[7]).isCloseTo(Math.log(density[7]), within(1e-9));
    }
  }

  @Test
  void givesNoMassToInfiniteEnergyAndMasksNoNaN() {
    Grid grid = new Grid(0, 3, 0, 1, 3, 1);
    Surface wall = new Surface(grid, new double[] {0, Double.POSITIVE_INFINITY, 0});
    assertThat(wall.density().values()).containsExactly(0.5, 0, 0.5);
    Surface broken = new Surface(grid, new double[] {0, Double.NaN, 0});
    assertThat(broken.density().values()).containsExactly(Double.NaN, Double.NaN, Double.NaN);
  }

  @Test
  void showsLogDensitiesDownToAMillionthOfThePeak() {
    Panel.HeatMap map = (Panel.HeatMap) Panel.logDensity("model", normal(0));
    assertThat(map.high() - map.low()).isCloseTo(Math.log(1e6), within(1e-9));
    assertFails(
        "EBM-R021",
        () ->
            Panel.energy("e", new Surface(new Grid(0, 1, 0, 1, 1, 1), new double[] {Double.NaN})));
  }

  static Surface normal(double constant) {
    Grid grid = new Grid(-8, 8, -8, 8, 161, 161);
    TensorData points = grid.points();
    double[] energy = new double[grid.cells()];
    for (int i = 0; i < energy.length; i++) {
      double x = points.at(2 * i);
      double y = points.at(2 * i + 1);
      energy[i] = constant + (x * x + y * y) / 2;
    }
    return new Surface(grid, energy);
  }
}

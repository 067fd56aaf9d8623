package dev.ebm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Split;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Compares a dataset's log-density with its rows. In the plane the integral over each of 8 x 8
 * cells is compared with the share of rows there, which also shows that the density is normalised.
 */
final class DensityTest {

  private static final int ROWS = 20_000;
  private static final int CELLS = 8;
  private static final int STRATA = 24; // along each side of a cell

  private final Dataset dataset;

  DensityTest(Dataset dataset) {
    this.dataset = dataset;
  }

  void describesTheRows() {
    TensorData rows = rows();
    TensorData densities = logDensity(rows);
    assertThat(densities.type())
        .isEqualTo(new TensorType(DType.FLOAT64, Shape.of(rows.shape().dim(0))));
    Trial.assertFinite("log-density of the dataset's own rows", densities);
    if (dataset.features().shape().equals(Shape.of(2))) {
      describesEveryCell(Trial.asRows(rows));
    }
  }

  private TensorData rows() {
    Split split = dataset.split(Dataset.TRAIN);
    if (split instanceof Split.Table table) {
      return table.rows().values();
    }
    return Trial.run(
            DType.FLOAT32,
            11,
            List.of(),
            (key, none) -> List.of(((Split.Stream) split).generator().draw(key, ROWS)))
        .get(0);
  }

  private TensorData logDensity(TensorData rows) {
    return Trial.one(
        List.of(rows), (key, in) -> List.of(dataset.logDensity().orElseThrow().of(in.get(0))));
  }

  /**
   * The cells cover all rows and a twelfth of their extent beyond. The integral is by two points at
   * random in each of many strata, whose difference tells its error.
   */
  private void describesEveryCell(double[][] rows) {
    double[] low = new double[2];
    double[] width = new double[2];
    for (int axis = 0; axis < 2; axis++) {
      int column = axis;
      double min = Arrays.stream(rows).mapToDouble(row -> row[column]).min().orElseThrow();
      double max = Arrays.stream(rows).mapToDouble(row -> row[column]).max().orElseThrow();
      low[axis] = min - (max - min) / 12;
      width[axis] = (max - min) * 14 / 12 / CELLS;
    }
    double[][] shares = new double[CELLS][CELLS];
    for (double[] row : rows) {
      shares[(int) ((row[0] - low[0]) / width[0])][(int) ((row[1] - low[1]) / width[1])] +=
          1.0 / rows.length;
    }
    double quantile = new ZTest(CELLS * CELLS).quantile();
    Random random = new Random(12);
    for (int i = 0; i < CELLS; i++) {
      for (int j = 0; j < CELLS; j++) {
        double[] corner = {low[0] + i * width[0], low[1] + j * width[1]};
        double[] integral = integral(corner, width, random);
        double p = Math.min(1, integral[0]);
        double error = Math.sqrt(p * (1 - p) / rows.length + integral[1]);
        // A share is a count: where next to none are expected it is not normal.
        assertThat(Math.abs(shares[i][j] - p))
            .as("share of rows around %s, expected %s +- %s", Arrays.toString(corner), p, error)
            .isLessThanOrEqualTo(quantile * error + quantile * quantile / rows.length);
      }
    }
  }

  /** The density's integral over a cell and the variance of that estimate. */
  private double[] integral(double[] corner, double[] width, Random random) {
    int strata = STRATA * STRATA;
    double[] points = new double[4 * strata];
    for (int point = 0; point < 2 * strata; point++) {
      int stratum = point % strata;
      double[] place = {stratum / STRATA, stratum % STRATA};
      for (int axis = 0; axis < 2; axis++) {
        points[2 * point + axis] =
            corner[axis] + width[axis] * (place[axis] + random.nextDouble()) / STRATA;
      }
    }
    double[] densities = logDensity(TensorData.of(points, 2 * strata, 2)).toDoubles();
    double area = width[0] * width[1] / strata;
    double sum = 0;
    double variance = 0;
    for (int stratum = 0; stratum < strata; stratum++) {
      double one = Math.exp(densities[stratum]) * area;
      double other = Math.exp(densities[strata + stratum]) * area;
      sum += (one + other) / 2;
      variance += (one - other) * (one - other) / 4;
    }
    return new double[] {sum, variance};
  }
}

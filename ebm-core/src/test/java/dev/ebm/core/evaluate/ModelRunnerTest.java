package dev.ebm.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.method.Tree;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.metric.Metric;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.core.train.Quadratic;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelRunnerTest {

  private static final Tree<TensorData> MEAN =
      Tree.of("mean", TensorData.of(new float[] {1, -1}, 2));

  private final JvmBackend backend = new JvmBackend(1);

  @AfterEach
  void leavesNothingOpen() {
    assertThat(backend.liveValues()).isZero();
    backend.close();
  }

  private ModelRunner runner(Dataset data, DType precision) {
    return new ModelRunner(backend, Quadratic.energy(), data, precision, 1);
  }

  @Test
  void givesEachRowItsEnergyWhateverTheirNumber() {
    for (int n : new int[] {0, 1, 5, 8_192, 8_193, 20_000}) {
      float[] values = new float[2 * n];
      for (int i = 0; i < values.length; i++) {
        values[i] = i % 97 * 0.01f;
      }
      try (ModelRunner runner = runner(Quadratic.stream(), DType.FLOAT32)) {
        double[] energies = runner.energy(MEAN, TensorData.of(values, n, 2));
        assertThat(energies).hasSize(n);
        for (int i = 0; i < n; i++) {
          double a = values[2 * i] - 1;
          double b = values[2 * i + 1] + 1;
          assertThat(energies[i]).isCloseTo((a * a + b * b) / 2, within(1e-5));
        }
      }
    }
  }

  @Test
  void drawsEqualRowsForEqualNames() {
    try (ModelRunner runner = runner(Quadratic.stream(), DType.FLOAT32)) {
      TensorData rows = runner.draw(Dataset.TRAIN, "a", 10);
      assertThat(runner.draw(Dataset.TRAIN, "a", 10)).isEqualTo(rows);
      assertThat(runner.draw(Dataset.TRAIN, "b", 10)).isNotEqualTo(rows);
    }
  }

  @Test
  void refusesMoreRowsThanATableHas() {
    try (ModelRunner runner = runner(Quadratic.table(4), DType.FLOAT32)) {
      assertThat(runner.draw(Dataset.TRAIN, "a", 4).shape().dim(0)).isEqualTo(4);
      assertThatExceptionOfType(EbmException.class)
          .isThrownBy(() -> runner.draw(Dataset.TRAIN, "a", 5))
          .withMessageContaining("EBM-E002 split 'train': has 4 rows, and 5 are wanted");
    }
  }

  @Test
  void keepsTheResultsOfAMetricThatStandsTwice() {
    try (ModelRunner runner = runner(Quadratic.stream(), DType.FLOAT32)) {
      List<Metric> metrics =
          List.of(
              evaluation -> Map.of("mmd", Estimate.exact(1, 1)),
              evaluation -> Map.of("mmd", Estimate.exact(2, 1)),
              evaluation -> Map.of("mmd", Estimate.exact(3, 1)));
      assertThat(runner.evaluate(metrics, MEAN, warning -> {}))
          .containsExactly(
              Map.entry("mmd", Estimate.exact(1, 1)),
              Map.entry("mmd/2", Estimate.exact(2, 1)),
              Map.entry("mmd/3", Estimate.exact(3, 1)));
    }
  }

  @Test
  void computesInDoublesWhenAsked() {
    float[] row = {0.1f, 0.2f};
    try (ModelRunner runner = runner(Quadratic.stream(), DType.FLOAT64)) {
      double energy = runner.energy(MEAN, TensorData.of(row, 1, 2))[0];
      double a = row[0] - 1.0;
      double b = row[1] + 1.0;
      assertThat(energy).isCloseTo((a * a + b * b) / 2, within(1e-15));
    }
  }
}

package dev.ebm.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Features;
import dev.ebm.api.data.Rows;
import dev.ebm.api.data.Split;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.core.train.Quadratic;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainingRowsTest {

  private final JvmBackend backend = new JvmBackend(1);

  @AfterEach
  void leavesNothingOpen() {
    assertThat(backend.liveValues()).isZero();
    backend.close();
  }

  /** A table whose row i is (i, 100 + i), with a test split that must not be read. */
  private record Numbered(int rows) implements Dataset {
    @Override
    public Features features() {
      return Features.continuous(2);
    }

    @Override
    public List<String> splits() {
      return List.of(TRAIN, TEST);
    }

    @Override
    public Split split(String name) {
      assertThat(name).isEqualTo(TRAIN);
      float[] values = new float[2 * rows];
      for (int i = 0; i < rows; i++) {
        values[2 * i] = i;
        values[2 * i + 1] = 100 + i;
      }
      return new Split.Table(Rows.unlabelled(TensorData.of(values, rows, 2)));
    }
  }

  private double[] ofTable(int rows, int count) {
    return new TrainingRows(new Numbered(rows), backend, 1).apply(count).toDoubles();
  }

  @Test
  void ofATableAreSpreadEvenlyOverIt() {
    assertThat(ofTable(10, 5)).containsExactly(0, 100, 2, 102, 4, 104, 6, 106, 8, 108);
    assertThat(ofTable(10, 4)).containsExactly(0, 100, 2, 102, 5, 105, 7, 107);
    assertThat(ofTable(7, 1)).containsExactly(0, 100);
  }

  @Test
  void ofASmallTableAreAllThatItHas() {
    assertThat(ofTable(3, 3)).containsExactly(0, 100, 1, 101, 2, 102);
    assertThat(ofTable(3, 50)).containsExactly(0, 100, 1, 101, 2, 102);
  }

  /** The product of both numbers is more than an int holds. */
  @Test
  void ofALargeTableReachItsEnd() {
    double[] rows = ofTable(100_000, 60_000);
    assertThat(rows[rows.length - 2]).isEqualTo(99_998);
  }

  @Test
  void ofAStreamAreDrawnTheSameForASeedAndOthersForAnother() {
    TensorData rows = new TrainingRows(Quadratic.stream(), backend, 1).apply(500);
    assertThat(rows.shape()).isEqualTo(Shape.of(500, 2));
    assertThat(new TrainingRows(Quadratic.stream(), backend, 1).apply(500)).isEqualTo(rows);
    assertThat(new TrainingRows(Quadratic.stream(), backend, 2).apply(500)).isNotEqualTo(rows);
    double mean = 0;
    for (double value : rows.toDoubles()) {
      mean += value / 1_000;
    }
    // Normal around 3 with deviation 1: 1000 numbers, 6 standard errors.
    assertThat(mean).isBetween(3 - 6 / Math.sqrt(1_000), 3 + 6 / Math.sqrt(1_000));
  }
}

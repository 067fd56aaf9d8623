package dev.ebm.api.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import org.junit.jupiter.api.Test;

class RowsTest {

  private static final Rows SORTED =
      Rows.unlabelled(TensorData.of(new float[] {0, 10, 1, 11, 2, 12, 3, 13, 4, 14}, 5, 2));

  @Test
  void spreadsOverAllOfASortedTable() {
    assertThat(SORTED.spread(2)).isEqualTo(TensorData.of(new float[] {0, 10, 2, 12}, 2, 2));
    assertThat(SORTED.spread(4))
        .isEqualTo(TensorData.of(new float[] {0, 10, 1, 11, 2, 12, 3, 13}, 4, 2));
  }

  @Test
  void givesAllRowsWhereMoreAreWanted() {
    assertThat(SORTED.spread(5)).isEqualTo(SORTED.values());
    assertThat(SORTED.spread(100)).isEqualTo(SORTED.values());
  }

  @Test
  void givesNoRowsOfNone() {
    Rows none = Rows.unlabelled(TensorData.of(new float[0], 0, 2));
    assertThat(none.spread(3).shape()).isEqualTo(Shape.of(0, 2));
    assertThat(SORTED.spread(0).shape()).isEqualTo(Shape.of(0, 2));
  }
}

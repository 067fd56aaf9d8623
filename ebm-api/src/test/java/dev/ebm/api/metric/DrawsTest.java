package dev.ebm.api.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DrawsTest {

  /** Two kept positions of three chains in the plane: 1 to 12 in their order. */
  private static Draws draws() {
    float[] positions = new float[12];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = i + 1;
    }
    return new Draws(TensorData.of(positions, 2, 3, 2), Map.of());
  }

  @Test
  void rowsAreAllChainsOfAStepBeforeTheNext() {
    assertThat(draws().rows(4))
        .isEqualTo(TensorData.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 4, 2));
    assertThat(draws().rows(6).shape()).isEqualTo(Shape.of(6, 2));
    assertThat(draws().rows(0).shape()).isEqualTo(Shape.of(0, 2));
  }

  @Test
  void rowsKeepTheShapeOfTheFeatures() {
    Draws images = new Draws(TensorData.of(new float[24], 2, 3, 2, 2), Map.of());
    assertThat(images.rows(5).shape()).isEqualTo(Shape.of(5, 2, 2));
  }
}

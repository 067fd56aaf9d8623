package dev.ebm.api.metric;

import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * What chains left behind.
 *
 * @param positions the kept positions in the model's units, float32 {@code [kept, C, features]}, in
 *     the order of the steps
 * @param info the sampler's numbers, averaged over the steps that led to each kept position, {@code
 *     [kept, C]} each; NaN for the first position where there is no burn-in
 */
@API(status = API.Status.STABLE, since = "1.0")
public record Draws(TensorData positions, Map<String, TensorData> info) {

  /**
   * The first of the kept positions, all chains of one step together.
   *
   * @param count at most kept times C
   * @return float32 {@code [count, features]}
   */
  public TensorData rows(int count) {
    Shape features = positions.shape().range(2, positions.shape().rank());
    float[] values = new float[count * features.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) positions.at(i);
    }
    return TensorData.of(values, features.prepend(count).dims());
  }
}

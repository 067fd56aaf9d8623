package dev.ebm.api.data;

import dev.ebm.api.tensor.TensorData;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Rows held on the host.
 *
 * @param values float32 {@code [n, ...]}
 * @param labels int32 {@code [n]}, if the rows are labelled; for anomalies 1 means anomalous
 */
@API(status = API.Status.STABLE, since = "1.0")
public record Rows(TensorData values, Optional<TensorData> labels) {

  /** Checks that there is a label for each row. */
  public Rows {
    labels.ifPresent(
        l -> {
          if (l.shape().size() != values.shape().dim(0)) {
            throw new IllegalArgumentException(
                l.shape().size() + " labels for " + values.shape().dim(0) + " rows");
          }
        });
  }

  /** Rows without labels. */
  public static Rows unlabelled(TensorData values) {
    return new Rows(values, Optional.empty());
  }

  /** How many. */
  public int count() {
    return values.shape().dim(0);
  }

  /**
   * Rows spread evenly over these, since tables may be sorted.
   *
   * @param most how many, at least 0; all where there are fewer
   * @return float32 {@code [n, ...]}
   */
  public TensorData spread(int most) {
    int taken = Math.min(most, count());
    int size = count() == 0 ? 0 : values.shape().size() / count();
    float[] chosen = new float[taken * size];
    for (int i = 0; i < taken; i++) {
      int row = (int) ((long) i * count() / taken);
      for (int j = 0; j < size; j++) {
        chosen[i * size + j] = (float) values.at(row * size + j);
      }
    }
    return TensorData.of(chosen, values.shape().with(0, taken).dims());
  }
}

package dev.ebm.api.metric;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.tensor.TensorData;
import org.apiguardian.api.API;

/** What a metric sees of a model and its data. */
@API(status = API.Status.STABLE, since = "1.0")
public interface Evaluation {

  /** The dataset. */
  Dataset dataset();

  /**
   * The model's energies, with the averaged parameters where training keeps an average.
   *
   * @param rows float32 {@code [n, ...]}
   * @return n energies
   */
  double[] energy(TensorData rows);

  /**
   * The true log-density of rows, in nats.
   *
   * @throws dev.ebm.api.error.EbmException EBM-E001 if the dataset's density is not known
   */
  double[] logDensity(TensorData rows);

  /**
   * Rows of a split: fresh ones of a stream, or the first of a table.
   *
   * @param split a split's name
   * @param purpose names the draw: equal names give equal rows
   * @param count how many, at most the table's size
   * @return float32 {@code [count, ...]}
   */
  TensorData draw(String split, String purpose, int count);
}

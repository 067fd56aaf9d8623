package dev.ebm.api.metric;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.ChainOptions;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import java.util.List;
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

  /**
   * Runs a program that reads the model's energy.
   *
   * @param purpose names the program and its key: equal purposes with equal types of inputs are
   *     compiled once and draw equal numbers
   * @param inputs what the program is given
   * @param body traces the program
   * @return its results
   */
  List<TensorData> compute(String purpose, List<TensorData> inputs, Body body);

  /** A program over the model's energy. */
  @FunctionalInterface
  interface Body {
    /**
     * Traces it.
     *
     * @param inputs of the types of the given data
     */
    List<Tensor> trace(EnergyFunction energy, Key key, List<Tensor> inputs);
  }

  /**
   * Draws from the model by chains.
   *
   * @param purpose names the draw: equal names give equal chains
   * @throws dev.ebm.api.error.EbmException EBM-N002 if a chain is no longer finite
   */
  Draws sample(Sampler sampler, String purpose, ChainOptions options);

  /**
   * Says that a result deserves distrust, and how to mend that. Whoever does not show warnings
   * drops it.
   */
  default void warn(Problem warning) {}
}

package dev.ebm.metrics;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.metric.Evaluation;
import dev.ebm.api.metric.Metric;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.TensorData;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hipparchus.util.MathArrays;

/**
 * The sliced Wasserstein distance of order 2 between draws of the model and test rows (Bonneel,
 * Rabin, Peyre and Pfister 2015): the root of the mean, over random directions, of the squared
 * Wasserstein distance between the rows' projections.
 *
 * <p>Reports {@code sliced-wasserstein}, in the model's units, with a standard error for the choice
 * of both rows and directions. Even a perfect model is at some distance, since the rows are
 * finitely many; {@code sliced-wasserstein-floor} is the distance of as many training rows from the
 * same test rows.
 *
 * @param config the options
 * @param sampler draws from the model
 */
public record SlicedWasserstein(Config config, Sampler sampler) implements Metric {

  private static final String NAME = "sliced-wasserstein";

  /** Chosen by {@code sliced-wasserstein}. */
  public static final ComponentFactory<Metric, Config> FACTORY =
      new ComponentFactory<>(
          Metric.class,
          NAME,
          Config.class,
          "Sliced Wasserstein distance of the model's draws from test rows",
          (config, context) ->
              new SlicedWasserstein(config, config.draws().sampler(NAME, context)));

  /**
   * The options.
   *
   * @param samples rows of the model, and of the test split
   * @param projections random directions
   * @param draws how the model's rows are drawn, each from a chain of its own by default
   */
  public record Config(
      @Option(doc = "Rows of the model and of the test split each, at most", byDefault = "1000")
          @Range(min = Projections.LEAST_ROWS)
          int samples,
      @Option(doc = "Random directions", byDefault = "200") @Range(min = 2) int projections,
      @Option(doc = "Draws of the model; one chain for each row by default", byDefault = "{}")
          ModelDraws draws) {}

  /**
   * Draws and compares.
   *
   * @throws EbmException EBM-E003 if the test or the training split has too few rows, EBM-N002 if a
   *     chain is no longer finite
   */
  @Override
  public Map<String, Estimate> evaluate(Evaluation evaluation) {
    int most = rows(evaluation, Dataset.TRAIN, config.samples()).shape().dim(0);
    TensorData test = rows(evaluation, Dataset.TEST, most);
    int n = test.shape().dim(0);
    TensorData train = rows(evaluation, Dataset.TRAIN, n);
    TensorData model = config.draws().of(evaluation, sampler, NAME, n, n).rows(n);
    Projections projections = new Projections(directions(evaluation));
    double[][] data = SplitRows.flat(test);
    Map<String, Estimate> result = new LinkedHashMap<>();
    result.put(NAME, projections.distance(SplitRows.flat(model), data));
    result.put(NAME + "-floor", projections.distance(SplitRows.flat(train), data));
    return result;
  }

  private static TensorData rows(Evaluation evaluation, String split, int most) {
    return SplitRows.of(evaluation, split, NAME, Projections.LEAST_ROWS, most);
  }

  /** Normal vectors of length 1, which have no preferred direction. */
  private double[][] directions(Evaluation evaluation) {
    int d = evaluation.dataset().features().shape().size();
    TensorData normal =
        evaluation
            .compute(
                "%s, %d directions".formatted(NAME, config.projections()),
                List.of(),
                (energy, key, none) -> List.of(key.normal(config.projections(), d)))
            .get(0);
    double[][] directions = SplitRows.flat(normal);
    for (double[] direction : directions) {
      double length = MathArrays.safeNorm(direction);
      Arrays.setAll(direction, i -> direction[i] / length);
    }
    return directions;
  }
}

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The squared maximum mean discrepancy between draws of the model and test rows (Gretton et al.
 * 2012), with Gaussian kernels, and the p-value of the permutation test that both have one law.
 *
 * <p>Reports {@code mmd-squared}, the unbiased estimate, which is 0 on average for a perfect model,
 * and {@code mmd-p-value}: a small one says that these draws are not the data's law; a large one
 * says only that so many rows do not show a difference. The test is exact for independent rows. By
 * default each row is a chain's only one; where chains keep several, the p-value is too small.
 *
 * @param config the options
 * @param sampler draws from the model
 */
public record Mmd(Config config, Sampler sampler) implements Metric {

  private static final String NAME = "mmd";

  /** Chosen by {@code mmd}. */
  public static final ComponentFactory<Metric, Config> FACTORY =
      new ComponentFactory<>(
          Metric.class,
          NAME,
          Config.class,
          "Maximum mean discrepancy of the model's draws from test rows, with a p-value",
          (config, context) -> new Mmd(config, config.draws().sampler(NAME, context)));

  /**
   * The options.
   *
   * @param samples rows of the model, and of the test split; time and memory grow with the square
   * @param bandwidths h; none for the median distance between all rows
   * @param permutations random divisions of the rows
   * @param draws how the model's rows are drawn, each from a chain of its own by default
   */
  public record Config(
      @Option(doc = "Rows of the model and of the test split each, at most", byDefault = "500")
          @Range(min = 2)
          int samples,
      @Option(
              doc =
                  "h of the kernels exp(-|x - y|^2 / (2 h^2)), which are averaged; by default the"
                      + " median distance",
              byDefault = "[]")
          @Range(min = 0, exclusiveMin = true)
          List<Double> bandwidths,
      @Option(
              doc = "Permutations of the test; p-values are multiples of 1/(1 + this)",
              byDefault = "999")
          @Range(min = 1)
          int permutations,
      @Option(doc = "Draws of the model; one chain for each row by default", byDefault = "{}")
          ModelDraws draws) {}

  /**
   * Draws and compares.
   *
   * @throws EbmException EBM-E003 if there are less than two test rows, EBM-E007 if no bandwidth is
   *     given and most rows are equal, EBM-N002 if a chain is no longer finite
   */
  @Override
  public Map<String, Estimate> evaluate(Evaluation evaluation) {
    TensorData data = SplitRows.of(evaluation, Dataset.TEST, NAME, 2, config.samples());
    int n = data.shape().dim(0);
    TensorData model = config.draws().of(evaluation, sampler, NAME, n, n).rows(n);
    double[][] distances = KernelTwoSample.distances(SplitRows.flat(model), SplitRows.flat(data));
    KernelTwoSample test = new KernelTwoSample(distances, bandwidths(distances));
    Map<String, Estimate> result = new LinkedHashMap<>();
    result.put("mmd-squared", test.squared());
    result.put("mmd-p-value", Estimate.exact(test.pValue(permutations(evaluation, n)), 2L * n));
    return result;
  }

  private double[] bandwidths(double[][] distances) {
    if (!config.bandwidths().isEmpty()) {
      return config.bandwidths().stream().mapToDouble(h -> h).toArray();
    }
    double median = KernelTwoSample.median(distances);
    if (median == 0) {
      throw MetricProblems.noBandwidth(NAME);
    }
    return new double[] {median};
  }

  private float[][] permutations(Evaluation evaluation, int n) {
    int count = config.permutations();
    TensorData drawn =
        evaluation
            .compute(
                "%s, %d permutations of %d rows".formatted(NAME, count, n),
                List.of(),
                (energy, key, none) -> List.of(key.uniform(count, n)))
            .get(0);
    float[][] uniforms = new float[count][n];
    for (int i = 0; i < count * n; i++) {
      uniforms[i / n][i % n] = (float) drawn.at(i);
    }
    return uniforms;
  }
}

package dev.ebm.metrics;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.metric.Evaluation;
import dev.ebm.api.metric.Metric;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.TensorData;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * How far the model's normalised log-density is from the true one, in squared nats: the mean over
 * rows of (-U(x) - log Z - log p(x))^2. The rows are drawn from the true density p, and the same
 * rows estimate log Z with p as the proposal, Z = mean exp(-U(x)) / p(x).
 *
 * <p>Reports {@code log-density-mse} and {@code log-z}, each the mean over repeated draws with the
 * standard error of that mean. Warns where few weights carry log Z in one of them (EBM-W005): the
 * model then has mass where the true density has next to none.
 *
 * @param samples rows in a draw
 * @param repeats independent draws
 */
public record LogDensityMse(
    @Option(doc = "Rows in a draw", byDefault = "5000") @Range(min = 2) int samples,
    @Option(doc = "Independent draws, for the standard error", byDefault = "3") @Range(min = 2)
        int repeats)
    implements Metric {

  private static final String NAME = "log-density-mse";

  /** Chosen by {@code log-density-mse}. */
  public static final ComponentFactory<Metric, LogDensityMse> FACTORY =
      new ComponentFactory<>(
          Metric.class,
          NAME,
          LogDensityMse.class,
          "Mean squared error of the normalised log-density against the true one",
          (metric, context) -> metric);

  @Override
  public Map<String, Estimate> evaluate(Evaluation evaluation) {
    double[] logZ = new double[repeats];
    double[] error = new double[repeats];
    LogWeights fewest = new LogWeights(new double[samples]);
    for (int repeat = 0; repeat < repeats; repeat++) {
      TensorData rows = evaluation.draw(Dataset.TEST, NAME + "/" + repeat, samples);
      double[] logDensity = evaluation.logDensity(rows);
      double[] energy = evaluation.energy(rows);
      double[] logWeights = new double[samples];
      Arrays.setAll(logWeights, i -> -energy[i] - logDensity[i]);
      LogWeights weights = new LogWeights(logWeights);
      double normalizer = weights.logMean();
      fewest = weights.effective() < fewest.effective() ? weights : fewest;
      logZ[repeat] = normalizer;
      error[repeat] = DoubleStream.of(logWeights).map(w -> square(w - normalizer)).sum() / samples;
    }
    if (fewest.areFew()) {
      evaluation.warn(MetricProblems.farFromTheData(NAME, fewest.effective(), samples));
    }
    Map<String, Estimate> result = new LinkedHashMap<>();
    result.put(NAME, mean(error));
    result.put("log-z", mean(logZ));
    return result;
  }

  private Estimate mean(double[] values) {
    double mean = DoubleStream.of(values).sum() / repeats;
    double squares = DoubleStream.of(values).map(value -> square(value - mean)).sum();
    double standardError = Math.sqrt(squares / (repeats - 1) / repeats);
    return Estimate.of(mean, standardError, (long) samples * repeats);
  }

  private static double square(double value) {
    return value * value;
  }
}

package dev.ebm.metrics;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.metric.Evaluation;
import dev.ebm.api.metric.Metric;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.TensorData;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.hipparchus.stat.StatUtils;

/**
 * The mean log-density of held-out rows, E(-U(x)) - log Z, with log Z from another metric.
 *
 * <p>For each {@code log-z} that the other metric reports, such as {@code log-z/ais}, there is a
 * {@code log-likelihood/ais} in nats and a {@code bits-per-dimension/ais}, which is the negative in
 * bits divided by the number of features; the other metric's own numbers follow. The standard error
 * has the spread of the rows and the error of log Z. What bounds log Z from above, such as {@code
 * ais-reverse}, bounds the log-likelihood from below, and the other way round; a claim about a
 * model should rest on the lower one.
 *
 * <p>Where the data's true density p is known there is also a {@code kl-divergence/ais}, the mean
 * of log p(x) less the model's log-density over the same rows: an estimate of KL(p, model) in nats,
 * whose error is smaller, since both densities vary together.
 *
 * <p>Densities are those of rows in the model's units. A dataset that divides its columns by their
 * deviations s has in its own units a log-likelihood lower by the sum of log s.
 *
 * @param config the options
 * @param logZ gives log Z
 */
public record LogLikelihood(Config config, Metric logZ) implements Metric {

  private static final String NAME = "log-likelihood";

  private static final String LOG_Z = "log-z";

  private static final String KL = "kl-divergence";

  /** Chosen by {@code log-likelihood}. */
  public static final ComponentFactory<Metric, Config> FACTORY =
      new ComponentFactory<>(
          Metric.class,
          NAME,
          Config.class,
          "Mean log-density of held-out rows, in nats and in bits per dimension, and KL if it is known",
          (config, context) -> new LogLikelihood(config, context.create(config.logZ())));

  /**
   * The options.
   *
   * @param split whose rows are scored
   * @param samples how many of them at most
   * @param logZ the metric that gives log Z
   */
  public record Config(
      @Option(doc = "Split whose rows are scored", byDefault = "test") String split,
      @Option(doc = "Rows at most", byDefault = "10000") @Range(min = 2) int samples,
      @Option(
              doc = "Metric that gives log Z; in one or two dimensions log-z-quadrature is exact",
              byDefault = "log-z-ais")
          ComponentSpec<Metric> logZ) {}

  /**
   * Scores the rows.
   *
   * @throws EbmException EBM-E003 if there are less than two rows, EBM-E006 if the other metric
   *     reports no log Z
   */
  @Override
  public Map<String, Estimate> evaluate(Evaluation evaluation) {
    TensorData rows = SplitRows.of(evaluation, config.split(), NAME, 2, config.samples());
    double[] energy = evaluation.energy(rows);
    Optional<double[]> excess =
        evaluation.dataset().logDensity().map(p -> sum(evaluation.logDensity(rows), energy));
    Map<String, Estimate> logZs = logZ.evaluate(evaluation);
    Map<String, Estimate> result = new LinkedHashMap<>();
    double bits = Math.log(2) * evaluation.dataset().features().shape().size();
    logZs.forEach(
        (name, estimate) -> {
          if (name.equals(LOG_Z) || name.startsWith(LOG_Z + "/")) {
            String way = name.substring(LOG_Z.length());
            Estimate nats = scaled(plusLogZ(energy, estimate), -1);
            result.put(NAME + way, nats);
            result.put("bits-per-dimension" + way, scaled(nats, -1 / bits));
            excess.ifPresent(rest -> result.put(KL + way, plusLogZ(rest, estimate)));
          }
        });
    if (result.isEmpty()) {
      throw MetricProblems.noLogZ(NAME, config.logZ().name());
    }
    result.putAll(logZs);
    return result;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = new double[a.length];
    Arrays.setAll(sum, i -> a[i] + b[i]);
    return sum;
  }

  private static Estimate plusLogZ(double[] values, Estimate logZ) {
    double mean = StatUtils.mean(values);
    double error = Math.sqrt(StatUtils.variance(values, mean) / values.length);
    return Estimate.of(
        mean + logZ.value(), Math.hypot(error, logZ.standardError().orElse(0)), values.length);
  }

  private static Estimate scaled(Estimate estimate, double factor) {
    return Estimate.of(
        factor * estimate.value(),
        Math.abs(factor) * estimate.standardError().orElseThrow(),
        estimate.samples());
  }
}

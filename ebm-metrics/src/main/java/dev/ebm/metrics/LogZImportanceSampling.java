package dev.ebm.metrics;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.metric.Evaluation;
import dev.ebm.api.metric.Metric;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * log Z by importance sampling, Z = mean exp(-U(x)) / q(x), with rows x drawn from the defensive
 * mixture (Hesterberg 1995)
 *
 * <pre>q = (1 - share) N(m, S) + share N(m, scale^2 S)</pre>
 *
 * of the normal law fitted to the training rows and a wider one, which bounds the weights where the
 * model has wider tails than the fit.
 *
 * <p>Reports {@code log-z/importance-sampling} with its standard error, and the {@code
 * effective-sample-size} of the weights; a small one (EBM-W005) means that the error is not to be
 * trusted either. It serves for models near to a normal law, in few dimensions; for others use
 * annealed importance sampling.
 *
 * @param samples rows drawn
 * @param share of the rows that come from the wider law
 * @param scale its deviation in units of the fitted one
 */
public record LogZImportanceSampling(
    @Option(doc = "Rows drawn from the proposal", byDefault = "10000") @Range(min = 2) int samples,
    @Option(doc = "Share of the proposal's wider part", byDefault = "0.1")
        @Range(min = 0, max = 1, exclusiveMax = true)
        double share,
    @Option(doc = "Deviation of the wider part, in units of the fitted one", byDefault = "2")
        @Range(min = 1)
        double scale)
    implements Metric {

  private static final String NAME = "log-z-importance-sampling";

  /** Chosen by {@code log-z-importance-sampling}. */
  public static final ComponentFactory<Metric, LogZImportanceSampling> FACTORY =
      new ComponentFactory<>(
          Metric.class,
          NAME,
          LogZImportanceSampling.class,
          "log Z by importance sampling from a normal law fitted to the training rows",
          (metric, context) -> {
            context.features().requireContinuous(MetricProblems.place(NAME), "mmd");
            return metric;
          });

  /**
   * Draws and weighs.
   *
   * @throws dev.ebm.api.error.EbmException EBM-E003 if there are not more training rows than
   *     columns, EBM-E004 if a column is constant or follows from others
   */
  @Override
  public Map<String, Estimate> evaluate(Evaluation evaluation) {
    FittedGaussian fitted = FittedGaussian.of(evaluation, NAME);
    Shape features = evaluation.dataset().features().shape();
    List<TensorData> drawn =
        evaluation.compute(
            "%s %s".formatted(NAME, this),
            fitted.inputs(),
            (energy, key, inputs) -> {
              FittedGaussian.Law law = FittedGaussian.Law.of(inputs);
              Tensor wide = key.fold("wide").uniform(samples, 1).lt(share);
              Tensor scales = Tensors.where(wide, Tensors.constant(scale), Tensors.constant(1));
              Tensor x = law.draw(key.fold("row"), samples, features, scales);
              return List.of(x, law.energy(x));
            });
    double[] energy = evaluation.energy(drawn.get(0));
    double[] proposal = drawn.get(1).toDoubles();
    double[] logs = new double[samples];
    Arrays.setAll(
        logs, i -> fitted.logNormalizer() - energy[i] - logMixture(proposal[i], features.size()));
    LogWeights weights = new LogWeights(logs);
    weights.warnIfFew(evaluation, MetricProblems.place(NAME));
    Map<String, Estimate> result = new LinkedHashMap<>();
    result.put("log-z/importance-sampling", weights.estimate());
    result.put(
        "effective-sample-size/importance-sampling", Estimate.exact(weights.effective(), samples));
    return result;
  }

  /** log q, up to the normaliser of the narrow part, where its energy is u. */
  private double logMixture(double u, int d) {
    double[] parts = {
      Math.log1p(-share) - u, Math.log(share) - d * Math.log(scale) - u / (scale * scale)
    };
    return new LogWeights(parts).logSum();
  }
}

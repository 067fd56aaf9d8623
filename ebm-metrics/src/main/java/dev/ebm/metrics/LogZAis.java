package dev.ebm.metrics;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.method.ChainOptions;
import dev.ebm.api.method.Chains;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.MethodWarnings;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.metric.Evaluation;
import dev.ebm.api.metric.Metric;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hipparchus.stat.StatUtils;

/**
 * log Z by annealed importance sampling (Neal 2001), from the normal law fitted to the training
 * rows to the model and back.
 *
 * <p>Forward, chains start from the normal law and the mean of their weights is an unbiased
 * estimate of Z, so that its logarithm is, but for chance, below log Z. In reverse, chains start
 * from the model and the mean weight is an unbiased estimate of 1/Z, so that the estimate of log Z
 * is, but for chance, above it (Burda, Grosse and Salakhutdinov 2015; Grosse, Ghahramani and Adams
 * 2015). The two hold log Z between them, and their distance shows whether the way was long enough.
 *
 * <p>Two assumptions stand behind that. The sampler leaves each density exactly invariant, as
 * {@code mala} does; without an acceptance step, as in {@code langevin}, the step size biases both
 * directions alike, which their distance does not show (EBM-W014). And the reverse chains start
 * from the model: from chains of the same sampler that begin at training rows, or, without burn-in,
 * from those rows themselves, which is right for a model that fits its data.
 *
 * <p>Reports {@code log-z/ais} and {@code log-z/ais-reverse} with standard errors, the {@code
 * effective-sample-size} of each one's weights, and the {@code acceptance} along the path. Warns of
 * weights that few chains carry (EBM-W005), of an acceptance near 0 or 1 (EBM-W002, EBM-W003) and
 * of estimates that lie further apart than their errors explain (EBM-W015).
 *
 * @param config the options
 * @param sampler makes the chains' steps; it begins anew at every distribution, so that settings
 *     that change over steps or adapt stay at their first value
 */
public record LogZAis(Config config, Sampler sampler) implements Metric {

  private static final String NAME = "log-z-ais";

  /** Chosen by {@code log-z-ais}. */
  public static final ComponentFactory<Metric, Config> FACTORY =
      new ComponentFactory<>(
          Metric.class,
          NAME,
          Config.class,
          "log Z by annealed importance sampling, from below and from above",
          (config, context) -> {
            context.features().requireContinuous(MetricProblems.place(NAME), "mmd");
            Sampler sampler = context.create(config.sampler());
            Chains.requireKernel(sampler, MetricProblems.place(NAME), config.sampler().name());
            return new LogZAis(config, sampler);
          });

  /**
   * The options.
   *
   * @param chains in each direction
   * @param distributions k: the betas are 0, 1/k, ..., 1
   * @param steps of the sampler at each distribution
   * @param sampler makes the steps
   * @param burnIn steps from the training rows before the reverse run
   */
  public record Config(
      @Option(doc = "Chains in each direction", byDefault = "500") @Range(min = 2) int chains,
      @Option(
              doc = "Distributions on the way, evenly spaced; with 1 it is importance sampling",
              byDefault = "500")
          @Range(min = 1)
          int distributions,
      @Option(doc = "Steps of the sampler at each distribution", byDefault = "1") @Range(min = 1)
          int steps,
      @Option(doc = "Sampler of the steps, an exact one", byDefault = "mala")
          ComponentSpec<Sampler> sampler,
      @Option(
              doc =
                  "Steps from training rows to the model before the reverse run; no fewer than"
                      + " the sampler adapts for",
              byDefault = "1000")
          @Range(min = 0)
          int burnIn) {}

  /** Two estimates this many standard errors apart are so by chance once in a million. */
  private static final double FAR = 4.89;

  /**
   * Anneals in both directions.
   *
   * @throws EbmException EBM-E003 if there are not more training rows than columns, EBM-E004 if a
   *     column is constant or follows from others, EBM-N002 if a chain is no longer finite
   */
  @Override
  public Map<String, Estimate> evaluate(Evaluation evaluation) {
    FittedGaussian base = FittedGaussian.of(evaluation, NAME);
    Annealed forward = anneal(evaluation, "forward", base, List.of());
    TensorData ofTheModel = evaluation.sample(sampler, NAME, starts()).rows(config.chains());
    Annealed reverse = anneal(evaluation, "reverse", base, List.of(ofTheModel));
    Estimate below = shifted(forward.weights().estimate(), 1, base.logNormalizer());
    Estimate above = shifted(reverse.weights().estimate(), -1, base.logNormalizer());
    warn(evaluation, forward, reverse, below, above);
    Map<String, Estimate> result = new LinkedHashMap<>();
    result.put("log-z/ais", below);
    result.put("log-z/ais-reverse", above);
    result.put("effective-sample-size/ais", effective(forward));
    result.put("effective-sample-size/ais-reverse", effective(reverse));
    acceptance(forward, reverse)
        .ifPresent(
            mean -> result.put("acceptance/ais", Estimate.exact(mean, 2L * config.chains())));
    return result;
  }

  private ChainOptions starts() {
    return new ChainOptions(
        config.chains(), config.chains(), config.burnIn(), 1, ChainOptions.Start.DATA);
  }

  /**
   * The chains of one direction.
   *
   * @param weights of Z / Z_0 forward, of Z_0 / Z in reverse
   * @param acceptance the steps' mean, if there are any and the sampler reports it
   */
  private record Annealed(LogWeights weights, Optional<Double> acceptance) {}

  /**
   * Runs one direction.
   *
   * @param rows of the model to start from; none to start from the base
   */
  private Annealed anneal(
      Evaluation evaluation, String direction, FittedGaussian base, List<TensorData> rows) {
    Shape features = evaluation.dataset().features().shape();
    Annealing annealing = new Annealing(sampler, config.steps(), features);
    boolean rises = rows.isEmpty();
    float[] betas =
        rises
            ? Annealing.rising(config.distributions())
            : Annealing.falling(config.distributions());
    List<TensorData> inputs = new ArrayList<>(base.inputs());
    inputs.addAll(rows);
    List<TensorData> results =
        evaluation.compute(
            "%s %s, %s".formatted(NAME, direction, purpose()),
            inputs,
            (energy, key, given) -> {
              FittedGaussian.Law law = FittedGaussian.Law.of(given);
              Tensor start =
                  rises
                      ? law.draw(key.fold("start"), config.chains(), features, Tensors.constant(1))
                      : given.get(given.size() - 1);
              EnergyFunction u0 = EnergyFunction.of(law::energy, features);
              Annealing.Run run = annealing.along(betas, u0, energy, key.fold("path"), start);
              List<Tensor> outputs = new ArrayList<>(List.of(run.logWeights(), run.finite()));
              outputs.addAll(run.acceptance());
              return outputs;
            });
    checkFinite(direction, results.get(1));
    return new Annealed(
        new LogWeights(results.get(0).toDoubles()),
        results.stream()
            .skip(2)
            .filter(each -> each.shape().size() > 0)
            .findFirst()
            .map(each -> StatUtils.mean(each.toDoubles())));
  }

  /** All that the program depends on beside its inputs. */
  private String purpose() {
    return "%d chains, %d distributions, %d steps of %s %s"
        .formatted(
            config.chains(),
            config.distributions(),
            config.steps(),
            config.sampler().name(),
            config.sampler().options());
  }

  private void checkFinite(String direction, TensorData finite) {
    int moves = config.distributions() - 1;
    for (int chain = 0; chain < config.chains(); chain++) {
      int distributions = (int) finite.at(chain);
      if (distributions < moves) {
        throw MetricProblems.notFinite(NAME, direction, chain, distributions + 1);
      }
    }
  }

  private static Estimate shifted(Estimate estimate, int sign, double logNormalizer) {
    return new Estimate(
        sign * estimate.value() + logNormalizer, estimate.standardError(), estimate.samples());
  }

  private Estimate effective(Annealed annealed) {
    return Estimate.exact(annealed.weights().effective(), config.chains());
  }

  private static Optional<Double> acceptance(Annealed forward, Annealed reverse) {
    return forward.acceptance().flatMap(up -> reverse.acceptance().map(down -> (up + down) / 2));
  }

  private void warn(
      Evaluation evaluation, Annealed forward, Annealed reverse, Estimate below, Estimate above) {
    forward.weights().warnIfFew(evaluation, MetricProblems.place(NAME) + ", forward");
    reverse.weights().warnIfFew(evaluation, MetricProblems.place(NAME) + ", reverse");
    if (config.distributions() > 1) {
      String name = config.sampler().name();
      acceptance(forward, reverse)
          .map(mean -> MethodWarnings.acceptance(MetricProblems.samplerPlace(name), mean))
          .orElseGet(() -> Optional.of(MetricProblems.notExact(NAME, name)))
          .ifPresent(evaluation::warn);
    }
    double error =
        Math.hypot(below.standardError().orElseThrow(), above.standardError().orElseThrow());
    if (Math.abs(below.value() - above.value()) > FAR * error) {
      evaluation.warn(MetricProblems.farApart(NAME, below.value(), above.value()));
    }
  }
}

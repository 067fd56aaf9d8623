package dev.ebm.metrics;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.ChainOptions;
import dev.ebm.api.method.Chains;
import dev.ebm.api.method.MethodWarnings;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.metric.Draws;
import dev.ebm.api.metric.Evaluation;
import dev.ebm.api.plugin.ComponentContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How a metric draws from the model; the defaults are those of {@code ebm sample}.
 *
 * @param sampler of the chains
 * @param chains independent chains; what each metric takes by default it says itself
 * @param burnIn steps before the first row is kept, no fewer than the sampler's warm-up
 * @param thinning steps between kept rows of a chain
 * @param start where chains start
 */
public record ModelDraws(
    @Option(doc = "Sampler of the chains", byDefault = "langevin") ComponentSpec<Sampler> sampler,
    @Option(doc = "Independent chains") @Range(min = 1) Optional<Integer> chains,
    @Option(
            doc = "Steps before the first row is kept; more if the sampler needs them to warm up",
            byDefault = "1000")
        @Range(min = 0)
        int burnIn,
    @Option(doc = "Steps between kept rows of a chain", byDefault = "100") @Range(min = 1)
        int thinning,
    @Option(
            doc = "Where chains start: normal with the data's deviation, or at training rows",
            byDefault = "noise")
        ChainOptions.Start start) {

  /** The sampler that a metric names, if it draws. */
  Sampler sampler(String metric, ComponentContext context) {
    Sampler made = context.create(sampler);
    Chains.requireDraws(made, MetricProblems.place(metric), sampler.name());
    return made;
  }

  /**
   * Runs the chains; warns if nearly none or nearly all of their steps are accepted, and of steps
   * that overshoot.
   *
   * @param made what {@link #sampler} names
   * @param purpose names the draw
   * @param samples rows wanted
   * @param chainsByDefault where none are given
   */
  Draws of(Evaluation model, Sampler made, String purpose, int samples, int chainsByDefault) {
    ChainOptions options =
        new ChainOptions(samples, chains.orElse(chainsByDefault), burnIn, thinning, start);
    Draws draws = model.sample(made, purpose, options);
    MethodWarnings.ofSampler(MetricProblems.samplerPlace(sampler.name()), means(draws))
        .forEach(model::warn);
    return draws;
  }

  /**
   * The sampler's numbers, averaged over chains and over the steps after the burn-in, or over the
   * burn-in where no others were made.
   */
  static Map<String, Double> means(Draws draws) {
    Map<String, Double> means = new LinkedHashMap<>();
    int chains = draws.positions().shape().dim(1);
    draws
        .info()
        .forEach(
            (name, all) -> {
              int size = all.shape().size();
              int first = size > chains ? chains : 0;
              means.put(
                  name, IntStream.range(first, size).mapToDouble(all::at).average().orElseThrow());
            });
    return means;
  }
}

package dev.ebm.metrics;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.metric.Draws;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.metric.Evaluation;
import dev.ebm.api.metric.Metric;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.TensorData;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.hipparchus.stat.StatUtils;

/**
 * Whether a sampler's chains have become draws of the model, and how many independent draws theirs
 * are worth.
 *
 * <p>Reports the worst of all features and of the energy: {@code r-hat}, {@code ess-bulk} and
 * {@code ess-tail} (Vehtari et al. 2021, arXiv 1903.08008). Then the mean {@code energy} with its
 * Monte Carlo error, and the sampler's own numbers, such as {@code acceptance} and {@code
 * displacement}, averaged over the steps after the burn-in. Warns where R-hat is above 1.01 and
 * above what independent draws show by chance, and where draws are worth less than a tenth of their
 * number and than 400 (EBM-W013); of an acceptance near 0 or 1 (EBM-W002, EBM-W003), and of steps
 * that overshoot (EBM-W018).
 *
 * <p>Chains that all miss a mode agree with each other, so start them far apart, and compare with
 * chains that start at data.
 *
 * @param config the options
 * @param sampler makes the steps
 */
public record ChainDiagnostics(Config config, Sampler sampler) implements Metric {

  private static final String NAME = "chain-diagnostics";

  /** Chosen by {@code chain-diagnostics}. */
  public static final ComponentFactory<Metric, Config> FACTORY =
      new ComponentFactory<>(
          Metric.class,
          NAME,
          Config.class,
          "R-hat, effective sample size, acceptance and energy of a sampler's chains",
          (config, context) -> new ChainDiagnostics(config, config.draws().sampler(NAME, context)));

  /**
   * The options.
   *
   * @param samples rows of all chains
   * @param draws how they are drawn, by 16 chains by default
   */
  public record Config(
      @Option(doc = "Rows of all chains together", byDefault = "1600") @Range(min = 4) int samples,
      @Option(doc = "Draws of the model; 16 chains by default", byDefault = "{}")
          ModelDraws draws) {}

  private static final int CHAINS = 16;

  /** Above it chains do not agree (Vehtari et al. 2021, section 4). */
  private static final double LARGE_R_HAT = 1.01;

  /** Effective draws that are enough for most purposes (Vehtari et al. 2021, section 4). */
  private static final int ENOUGH = 400;

  /** Draws that are worth less than one in so many depend on each other much. */
  private static final int SMALL_PART = 10;

  /**
   * Runs the chains.
   *
   * @throws EbmException EBM-E003 if a chain keeps less than four rows, EBM-N002 if a chain is no
   *     longer finite
   */
  @Override
  public Map<String, Estimate> evaluate(Evaluation evaluation) {
    Draws draws = config.draws().of(evaluation, sampler, NAME, config.samples(), CHAINS);
    int kept = draws.positions().shape().dim(0);
    if (kept < Convergence.LEAST_DRAWS) {
      throw MetricProblems.tooFewDraws(NAME, kept, Convergence.LEAST_DRAWS);
    }
    double[][] energy = energy(evaluation, draws);
    Convergence worst = worst(draws, energy);
    warn(evaluation, draws, worst);
    return report(draws, energy, worst);
  }

  /** {@code [C][kept]}. */
  private static double[][] energy(Evaluation evaluation, Draws draws) {
    int chains = draws.positions().shape().dim(1);
    int count = draws.positions().shape().dim(0) * chains;
    double[] energies = evaluation.energy(draws.rows(count));
    return byChain(chains, count, row -> energies[row]);
  }

  /**
   * Numbers of every draw as chains {@code [C][kept]}.
   *
   * @param count of all draws, which are ordered by step
   * @param number of a draw
   */
  private static double[][] byChain(int chains, int count, IntToDoubleFunction number) {
    double[][] byChain = new double[chains][count / chains];
    for (int row = 0; row < count; row++) {
      byChain[row % chains][row / chains] = number.applyAsDouble(row);
    }
    return byChain;
  }

  private static Convergence worst(Draws draws, double[][] energy) {
    TensorData positions = draws.positions();
    int chains = energy.length;
    int count = chains * energy[0].length;
    int d = positions.shape().size() / count;
    return IntStream.range(0, d)
        .parallel()
        .mapToObj(j -> byChain(chains, count, row -> positions.at(row * d + j)))
        .map(Convergence::of)
        .reduce(Convergence.of(energy), Convergence::worse);
  }

  private void warn(Evaluation evaluation, Draws draws, Convergence worst) {
    int kept = draws.positions().shape().dim(0);
    int chains = draws.positions().shape().dim(1);
    int numbers = draws.positions().shape().size() / kept / chains + 1;
    String where = MetricProblems.samplerPlace(config.draws().sampler().name());
    if (worst.rHat() > Math.max(LARGE_R_HAT, Convergence.chance(chains, kept, 2 * numbers))) {
      evaluation.warn(MetricProblems.chainsDisagree(where, worst.rHat()));
    }
    double effective = Math.min(worst.bulk(), worst.tail());
    if (effective < Math.min(ENOUGH, kept * chains / SMALL_PART)) {
      evaluation.warn(MetricProblems.fewEffectiveDraws(where, effective, (long) kept * chains));
    }
  }

  private static Map<String, Estimate> report(Draws draws, double[][] energy, Convergence worst) {
    double[] all = Arrays.stream(energy).flatMapToDouble(DoubleStream::of).toArray();
    Map<String, Estimate> report = new LinkedHashMap<>();
    report.put("r-hat", Estimate.exact(worst.rHat(), all.length));
    report.put("ess-bulk", Estimate.exact(worst.bulk(), all.length));
    report.put("ess-tail", Estimate.exact(worst.tail(), all.length));
    report.put(
        Sampler.ENERGY,
        Estimate.of(StatUtils.mean(all), Convergence.standardError(energy), all.length));
    ModelDraws.means(draws)
        .forEach((name, mean) -> report.putIfAbsent(name, Estimate.exact(mean, all.length)));
    return report;
  }
}

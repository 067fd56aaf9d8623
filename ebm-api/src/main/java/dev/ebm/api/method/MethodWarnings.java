package dev.ebm.api.method;

import dev.ebm.api.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/** What often goes wrong with methods that run without failing, in the same words everywhere. */
@API(status = API.Status.EXPERIMENTAL, since = "1.0")
public final class MethodWarnings {

  /** An acceptance below which chains hardly move. */
  public static final double LOW_ACCEPTANCE = 0.05;

  /** An acceptance above which steps are needlessly small. */
  public static final double HIGH_ACCEPTANCE = 0.99;

  /** A ratio of drift to noise above which steps overshoot. */
  public static final double HIGH_DRIFT = 1;

  private MethodWarnings() {}

  /**
   * What the means of a sampler's numbers over chains and steps tell, by the names that {@link
   * Sampler} has for them.
   *
   * @param where such as {@code sampler 'mala'}
   */
  public static List<Problem> ofSampler(String where, Map<String, Double> means) {
    List<Problem> warnings = new ArrayList<>();
    acceptance(where, means.getOrDefault(Sampler.ACCEPTANCE, Double.NaN)).ifPresent(warnings::add);
    if (means.getOrDefault(Sampler.DRIFT_TO_NOISE, Double.NaN) > HIGH_DRIFT) {
      warnings.add(overshoots(where));
    }
    return warnings;
  }

  /**
   * EBM-W001: the chains of a loss hardly leave the rows that they start from.
   *
   * @param where such as {@code loss 'contrastive-divergence'}
   */
  public static Problem negativesDoNotMove(String where) {
    return Problem.warning(
        "EBM-W001",
        where,
        "the negatives hardly move away from the data, so that the loss learns nothing",
        "raise the sampler's step size or the number of steps");
  }

  /**
   * EBM-W002 or EBM-W003, if a mean acceptance is out of its bounds.
   *
   * @param where such as {@code sampler 'mala'}
   * @param mean over steps and chains; of NaN nothing is said
   */
  public static Optional<Problem> acceptance(String where, double mean) {
    if (mean < LOW_ACCEPTANCE) {
      return Optional.of(acceptanceNearZero(where));
    }
    return mean > HIGH_ACCEPTANCE ? Optional.of(acceptanceNearOne(where)) : Optional.empty();
  }

  /**
   * EBM-W002: mean acceptance below {@link #LOW_ACCEPTANCE}.
   *
   * @param where such as {@code sampler 'mala'}
   */
  public static Problem acceptanceNearZero(String where) {
    return Problem.warning(
        "EBM-W002",
        where,
        "nearly all steps are rejected, so that the chains stand still",
        "lower the step size, or let it adapt");
  }

  /**
   * EBM-W003: mean acceptance above {@link #HIGH_ACCEPTANCE}.
   *
   * @param where such as {@code sampler 'mala'}
   */
  public static Problem acceptanceNearOne(String where) {
    return Problem.warning(
        "EBM-W003",
        where,
        "nearly all steps are accepted, so that they are smaller than they need be",
        "raise the step size, or let it adapt");
  }

  /**
   * EBM-W018: mean ratio of drift to noise above {@link #HIGH_DRIFT}. A Langevin step that turns
   * the gap x to a minimum into (1 - a) x beside its noise has, in the law that it keeps, a ratio
   * with the mean square (a/2) / (1 - a/2), which is above 1 where a is: where the step leads
   * beyond the minimum, and the law is twice as wide as it should be or more.
   *
   * @param where such as {@code sampler 'langevin'}
   */
  public static Problem overshoots(String where) {
    return Problem.warning(
        "EBM-W018",
        where,
        "the drift of its steps is longer than their noise: they overshoot, or still descend",
        "lower the step size, or take more burn-in");
  }

  /**
   * EBM-W004: a classifier of data against noise is nearly always right.
   *
   * @param where such as {@code loss 'noise-contrastive-estimation'}
   */
  public static Problem classifierSaturated(String where) {
    return Problem.warning(
        "EBM-W004",
        where,
        "data and noise are told apart almost without error, so that little is learned",
        "choose noise closer to the data, or more noise rows");
  }

  /**
   * EBM-W005: a few importance weights carry an estimate.
   *
   * @param where such as {@code metric 'log-z'}
   * @param effective effective sample size
   * @param samples weights in all
   */
  public static Problem degenerateWeights(String where, double effective, long samples) {
    return Problem.warning(
        "EBM-W005",
        where,
        "%.1f of %d importance weights carry the estimate, whose error is then not to be trusted"
            .formatted(effective, samples),
        "take more intermediate distributions or steps, or a proposal closer to the model");
  }
}

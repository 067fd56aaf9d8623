package dev.ebm.losses;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Derivatives;
import dev.ebm.api.tensor.Tensor;

/**
 * Score matching (Hyvarinen 2005, "Estimation of non-normalized statistical models by score
 * matching", eq. 4): the mean over rows of
 *
 * <pre>|grad U(x)|^2 / 2 - tr H(x)</pre>
 *
 * with the Hessian H of U by x. Up to a constant it is half the expected squared distance of the
 * scores of model and data, so that it needs neither samples nor log Z, but a density that is
 * smooth and positive everywhere. It sees only the slope of the log-density: of modes that lie far
 * apart it does not learn the weights, for which {@code energy-discrepancy} with a large t is the
 * better choice.
 *
 * <p>The exact trace costs as much as d evaluations of the gradient and of its derivative;
 * Hutchinson's estimate costs as much as its probes. A piecewise linear network (relu) has no
 * second derivative, and cannot be trained so.
 *
 * <p>Reports {@code squared-gradient}, the mean of |grad U|^2, and {@code laplacian}, that of tr H.
 * At the minimum over all energies the two are equal.
 *
 * @param trace how tr H is computed
 * @param chunk coordinates at a time of the exact trace, at least 1
 * @param probes directions of the estimate for each row, at least 1
 * @param projection their law
 */
public record ScoreMatching(
    @Option(
            doc = "How the trace is computed: exact or hutchinson, an unbiased estimate",
            byDefault = "exact")
        Trace trace,
    @Option(
            doc = "For exact: coordinates at a time; memory grows with it, time shrinks",
            byDefault = "32")
        @Range(min = 1)
        int chunk,
    @Option(doc = "For hutchinson: random directions for each row", byDefault = "1") @Range(min = 1)
        int probes,
    @Option(
            doc = "For hutchinson: law of the directions: rademacher, gaussian or sphere",
            byDefault = "rademacher")
        Projection projection)
    implements Loss {

  /** How the trace of the Hessian is computed. */
  public enum Trace {
    /** Coordinate by coordinate. */
    EXACT,
    /** By random directions (Hutchinson 1990). */
    HUTCHINSON
  }

  private static final String PLACE = "loss 'score-matching'";

  /** What to use for data that are not real numbers. */
  static final String FOR_BITS = "noise-contrastive-estimation with noise bernoulli";

  /** Chosen by {@code score-matching}. */
  public static final ComponentFactory<Loss, ScoreMatching> FACTORY =
      new ComponentFactory<>(
          Loss.class,
          "score-matching",
          ScoreMatching.class,
          "Score matching: gradient and Laplacian of the energy at the data, without samples",
          (config, context) -> {
            context.features().requireContinuous(PLACE, FOR_BITS);
            return config;
          });

  /** With the exact trace, all coordinates at once. */
  public static ScoreMatching exact() {
    return new ScoreMatching(Trace.EXACT, Integer.MAX_VALUE, 1, Projection.RADEMACHER);
  }

  /** With Hutchinson's estimate of the trace. */
  public static ScoreMatching hutchinson(int probes, Projection projection) {
    return new ScoreMatching(Trace.HUTCHINSON, 1, probes, projection);
  }

  @Override
  public Tensor loss(LossContext context, Tensor x) {
    if (trace == Trace.HUTCHINSON) {
      Slices slices =
          Slices.random(context.energy(), x, context.key("projections"), probes, projection);
      report(context, PLACE, slices.squaredGradient(), slices.curvature());
      return slices.squaredGradient().mul(0.5).sub(slices.curvature()).mean();
    }
    Tensor squared = context.energy().gradient(x).reshape(x.dim(0), -1).square().sum(1);
    Tensor laplacian = Derivatives.laplacian(context.energy()::of, x, chunk);
    report(context, PLACE, squared, laplacian);
    return squared.mul(0.5).sub(laplacian).mean();
  }

  /**
   * What every loss with second derivatives tells.
   *
   * @param place such as {@code loss 'score-matching'}
   * @param squared |grad U|^2 of rows
   * @param curvature tr H of rows, or v'Hv
   */
  static void report(LossContext context, String place, Tensor squared, Tensor curvature) {
    context.metric("squared-gradient", squared.mean());
    context.metric("laplacian", curvature.mean());
    context.warn(
        curvature.abs().max().eq(0),
        Problem.warning(
            "EBM-W010",
            place,
            "the energy has no second derivative at any row, so that the loss only flattens it",
            "choose a smooth activation such as softplus, or denoising-score-matching"));
  }
}

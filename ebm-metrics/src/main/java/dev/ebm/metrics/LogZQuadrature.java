package dev.ebm.metrics;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.metric.Evaluation;
import dev.ebm.api.metric.Metric;
import dev.ebm.api.plugin.ComponentFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * log Z, the logarithm of the integral of exp(-U), in one or two dimensions by the trapezoidal rule
 * on a box around the training rows. For smooth densities that vanish at the border the rule
 * converges faster than any power of the step (Trefethen and Weideman 2014); in more dimensions the
 * grid has too many points, so use annealed importance sampling.
 *
 * <p>Reports {@code log-z/quadrature} and {@code log-z-error/quadrature}: the change against the
 * grid of every second point, plus the share of the mass in the outermost sixteenth of the box,
 * which stands for what lies outside. Where that is not small (EBM-W016) the grid is too coarse,
 * the box too small, or exp(-U) has no finite integral.
 *
 * @param intervals of the grid along each axis, even
 * @param margin what is added to the box on each side, in units of the training rows' range
 */
public record LogZQuadrature(
    @Option(doc = "Intervals of the grid along each axis, an even number", byDefault = "512")
        @Range(min = 32, max = 8192)
        int intervals,
    @Option(
            doc = "Margin of the box on each side, in units of the range of the training rows",
            byDefault = "1")
        @Range(min = 0)
        double margin)
    implements Metric {

  private static final String NAME = "log-z-quadrature";

  /** Chosen by {@code log-z-quadrature}. */
  public static final ComponentFactory<Metric, LogZQuadrature> FACTORY =
      new ComponentFactory<>(
          Metric.class,
          NAME,
          LogZQuadrature.class,
          "log Z on a grid, in one or two dimensions",
          (metric, context) -> {
            context.features().requireContinuous("metric '" + NAME + "'", "mmd");
            return metric;
          });

  private static final int MOST_DIMENSIONS = 2;

  /** An error of log Z, in nats, that is worth a warning: a hundredth of Z. */
  private static final double LARGE = 0.01;

  /** Checks that the grid can be halved. */
  public LogZQuadrature {
    if (intervals % 2 != 0) {
      throw new IllegalArgumentException("intervals must be even but is " + intervals);
    }
  }

  /**
   * Sums over the grid.
   *
   * @throws EbmException EBM-E003 if there are less than two training rows, EBM-E004 if a column is
   *     constant, EBM-E005 if a row has more than two numbers
   */
  @Override
  public Map<String, Estimate> evaluate(Evaluation evaluation) {
    int d = evaluation.dataset().features().shape().size();
    if (d > MOST_DIMENSIONS) {
      throw MetricProblems.tooManyDimensions(NAME, d, "log-z-ais");
    }
    Grid grid = Grid.around(evaluation, NAME, intervals, margin);
    double[] energy = evaluation.energy(grid.points());
    double fine = grid.logIntegral(energy, 1);
    double refinement = Math.abs(fine - grid.logIntegral(energy, 2));
    double border = grid.borderShare(energy, fine);
    if (refinement > LARGE) {
      evaluation.warn(MetricProblems.coarseGrid(NAME, refinement));
    }
    if (border > LARGE) {
      evaluation.warn(MetricProblems.massAtBorder(NAME, border));
    }
    Map<String, Estimate> result = new LinkedHashMap<>();
    result.put("log-z/quadrature", Estimate.exact(fine, energy.length));
    result.put("log-z-error/quadrature", Estimate.exact(refinement + border, energy.length));
    return result;
  }
}

package dev.ebm.losses;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Tensor;

/**
 * Sliced score matching (Song, Garg, Shi and Ermon 2019, arXiv 1905.07088, eq. 7 and 8): the mean
 * over rows and random directions v of
 *
 * <pre>(v . grad U(x))^2 / 2 - v' H(x) v</pre>
 *
 * with the Hessian H of U by x, or in the variance-reduced form with |grad U(x)|^2 / 2 as its first
 * term, which is score matching with Hutchinson's estimate of the trace. The directions have E v v'
 * = I, so that both forms have the expectation of {@link ScoreMatching} at a cost that does not
 * grow with the number of features.
 *
 * <p>Reports {@code squared-gradient} and {@code laplacian} as score matching does, the latter as
 * an estimate.
 *
 * @param slices directions for each row, at least 1
 * @param projection their law
 * @param varianceReduced whether the first term is the square of the whole gradient
 */
public record SlicedScoreMatching(
    @Option(doc = "Random directions for each row", byDefault = "1") @Range(min = 1) int slices,
    @Option(doc = "Law of the directions: rademacher, gaussian or sphere", byDefault = "rademacher")
        Projection projection,
    @Option(
            doc = "Whether the first term is the whole squared gradient, which has less variance",
            byDefault = "true")
        boolean varianceReduced)
    implements Loss {

  private static final String PLACE = "loss 'sliced-score-matching'";

  /** Chosen by {@code sliced-score-matching}. */
  public static final ComponentFactory<Loss, SlicedScoreMatching> FACTORY =
      new ComponentFactory<>(
          Loss.class,
          "sliced-score-matching",
          SlicedScoreMatching.class,
          "Sliced score matching: slope and curvature of the energy along random directions",
          (config, context) -> {
            context.features().requireContinuous(PLACE, ScoreMatching.FOR_BITS);
            return config;
          });

  @Override
  public Tensor loss(LossContext context, Tensor x) {
    Slices along =
        Slices.random(context.energy(), x, context.key("projections"), slices, projection);
    ScoreMatching.report(context, PLACE, along.squaredGradient(), along.curvature());
    return objective(along);
  }

  /** The loss on given directions. */
  Tensor objective(Slices along) {
    Tensor square = varianceReduced ? along.squaredGradient() : along.slope().square();
    return square.mul(0.5).sub(along.curvature()).mean();
  }
}

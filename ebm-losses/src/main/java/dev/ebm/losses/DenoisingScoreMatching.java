package dev.ebm.losses;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import java.util.Collections;
import java.util.stream.IntStream;

/**
 * Denoising score matching (Vincent 2011, "A connection between score matching and denoising
 * autoencoders", eq. 9), weighted by the noise: the mean over rows of
 *
 * <pre>sigma^(power - 2) |sigma grad U(x + sigma z) - z|^2 / 2,  z standard normal</pre>
 *
 * Up to a constant this is score matching of the density of x + sigma z, so that the energy learns
 * the data smoothed by sigma, not the data. It needs no second derivative by x. The error of the
 * score counts sigma^power: with 2 the terms are residuals of the noise, of one size at all levels,
 * with 0 they are Vincent's. The smaller sigma is, the less of a residual tells of the data, and
 * the longer training takes.
 *
 * <p>With several levels, a geometric sequence as in Song and Ermon 2019 (arXiv 1907.05600), the
 * energy is told the sigma of each row as its condition; every level has as many rows of a batch,
 * to within one. Such an energy is what {@code annealed-langevin} and {@code reverse-sde} sample.
 *
 * <p>Reports {@code residual}, the mean of |sigma grad U - z|^2 / d: 1 for a flat energy, and the
 * smaller the more of the noise is told from the data; with several levels also {@code
 * residual/level-k}, from 1 for the smallest sigma on, if a batch has rows for all.
 *
 * @param sigma the deviation of the noise where there is one level
 * @param levels how many levels
 * @param sigmaMin the smallest of several levels
 * @param sigmaMax the largest of several levels
 * @param power how much the error of the score counts at a level
 */
public record DenoisingScoreMatching(
    @Option(doc = "Deviation of the noise, if there is one level", byDefault = "0.1")
        @Range(min = 0, exclusiveMin = true)
        Schedule sigma,
    @Option(
            doc = "Noise levels; several need an energy that takes the level as its condition",
            byDefault = "1")
        @Range(min = 1)
        int levels,
    @Option(doc = "Smallest deviation of several levels", byDefault = "0.01")
        @Range(min = 0, exclusiveMin = true)
        Schedule sigmaMin,
    @Option(doc = "Largest deviation of several levels", byDefault = "10")
        @Range(min = 0, exclusiveMin = true)
        Schedule sigmaMax,
    @Option(
            doc = "The squared error of the score counts sigma^power: 2 weighs residuals alike",
            byDefault = "2")
        Schedule power)
    implements Loss {

  /** Checks the order of the levels, at all steps. */
  public DenoisingScoreMatching {
    double largest = Collections.max(sigmaMin.bounds());
    if (levels > 1 && largest >= Collections.min(sigmaMax.bounds())) {
      throw new IllegalArgumentException("sigma-min is not below sigma-max");
    }
  }

  private static final String PLACE = "loss 'denoising-score-matching'";

  /** Chosen by {@code denoising-score-matching}. */
  public static final ComponentFactory<Loss, DenoisingScoreMatching> FACTORY =
      new ComponentFactory<>(
          Loss.class,
          "denoising-score-matching",
          DenoisingScoreMatching.class,
          "Denoising score matching: the energy's gradient tells noise from data, at many levels",
          (config, context) -> {
            context.features().requireContinuous(PLACE, ScoreMatching.FOR_BITS);
            return config;
          });

  /** One level, with the weight of residuals. */
  public static DenoisingScoreMatching at(double sigma) {
    Schedule level = Schedule.constant(sigma);
    return new DenoisingScoreMatching(level, 1, level, level, Schedule.constant(2));
  }

  /** A geometric sequence of levels, with the weight of residuals. */
  public static DenoisingScoreMatching between(double sigmaMin, double sigmaMax, int levels) {
    Schedule smallest = Schedule.constant(sigmaMin);
    return new DenoisingScoreMatching(
        smallest, levels, smallest, Schedule.constant(sigmaMax), Schedule.constant(2));
  }

  @Override
  public Tensor loss(LossContext context, Tensor x) {
    Tensor z = context.key("noise").normal(x.shape());
    if (levels == 1) {
      Tensor sigmas = sigma.at(context.step()).broadcastTo(x.dim(0));
      return weighted(context, residuals(context.energy(), x, sigmas, z), sigmas, x);
    }
    Tensor level = balanced(context.key("level").integers(levels), x.dim(0));
    Tensor sigmas = sigmas(level, context.step());
    Tensor residuals = residuals(context.energy().given(sigmas), x, sigmas, z);
    if (x.dim(0) >= levels) {
      reportLevels(context, residuals, level, x);
    }
    return weighted(context, residuals, sigmas, x);
  }

  /**
   * A level for each row: 0, 1, ... in turn from a random first one, so that every level has its
   * share of the batch, and a row every level with the same probability.
   *
   * @param first int32 scalar
   * @return int32 {@code [B]}
   */
  private Tensor balanced(Tensor first, int rows) {
    int[] turn = IntStream.range(0, rows).map(row -> row % levels).toArray();
    Tensor level = Tensors.constant(TensorData.of(turn, rows)).add(first);
    return Tensors.where(level.lt(levels), level, level.sub(levels));
  }

  /** The deviations of levels, {@code [B]}. */
  private Tensor sigmas(Tensor level, Tensor step) {
    Tensor smallest = sigmaMin.at(step).log();
    Tensor ratio = sigmaMax.at(step).log().sub(smallest).div(levels - 1);
    return level.cast(DType.FLOAT32).mul(ratio).add(smallest).exp();
  }

  private void reportLevels(LossContext context, Tensor residuals, Tensor level, Tensor x) {
    Tensor isAt = Tensors.oneHot(level, levels); // [B, L]
    Tensor means = isAt.mul(residuals.expandDims(1)).sum(0).div(isAt.sum(0));
    for (int k = 0; k < levels; k++) {
      context.metric("residual/level-" + (k + 1), perFeature(means.get(0, k), x));
    }
  }

  private Tensor weighted(LossContext context, Tensor residuals, Tensor sigmas, Tensor x) {
    context.metric("residual", perFeature(residuals.mean(), x));
    Tensor weights = sigmas.log().mul(power.at(context.step()).sub(2)).exp();
    return residuals.mul(weights).mean().mul(0.5);
  }

  private static Tensor perFeature(Tensor value, Tensor x) {
    return value.div(x.shape().size() / x.dim(0));
  }

  /**
   * |sigma grad U(x + sigma z) - z|^2, {@code [B]}.
   *
   * @param sigmas {@code [B]}
   * @param z of the shape of x
   */
  static Tensor residuals(EnergyFunction energy, Tensor x, Tensor sigmas, Tensor z) {
    Tensor flat = z.reshape(z.dim(0), -1);
    Tensor noise = flat.mul(sigmas.expandDims(1)).reshape(x.shape());
    Tensor gradient = energy.gradient(x.add(noise)).reshape(flat.shape());
    return gradient.mul(sigmas.expandDims(1)).sub(flat).square().sum(1);
  }
}

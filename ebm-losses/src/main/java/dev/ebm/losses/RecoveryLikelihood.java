package dev.ebm.losses;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;

/**
 * Recovery likelihood (Gao, Song, Poole, Wu and Kingma 2021, arXiv 2012.08125, eq. 4; Bengio et al.
 * 2013): maximises E log p(x | y) of data x given their perturbations y, where
 *
 * <pre>p(x | y) is proportional to exp(-U(x)) q(y | x)</pre>
 *
 * Its gradient is E grad U(x) over the data less E grad U(x') over draws x' of p(x | y), taken by
 * short chains that start at y. Where the chains reach that law the gradient is the one of {@link
 * EnergyDiscrepancy} with many negatives, and the data's law the only minimum.
 *
 * <p>The less noise, the more p(x | y) is like one Gaussian around y, and the fewer steps chains
 * need; the more noise, the better the weights of distant modes are seen. Langevin steps should be
 * a small part of the noise's variance. Chains that are too short recover a law that is too narrow
 * or too wide.
 *
 * <p>The value is the difference of mean energies, not the likelihood, and falls to about 0 at the
 * data. Reports {@code energy/data}, {@code energy/negatives}, {@code energy/gap}, {@code
 * displacement} of whole chains from y, {@code perturbation/distance}, the mean |y - x|, which the
 * displacement nears, and the sampler's {@code acceptance}. Warns where chains hardly leave y
 * (EBM-W008), and of what {@link ContrastiveDivergence} does of its steps.
 *
 * @param steps of each chain, at least 1
 * @param sampler takes them
 * @param perturbation q, whose density is known
 */
public record RecoveryLikelihood(int steps, Sampler sampler, Perturbation perturbation)
    implements Loss {

  private static final String NAME = "recovery-likelihood";

  /** Chains that went less far than this part of the perturbation have hardly begun. */
  private static final double BEGUN = 0.1;

  /** Chosen by {@code recovery-likelihood}. */
  public static final ComponentFactory<Loss, Config> FACTORY =
      new ComponentFactory<>(
          Loss.class,
          NAME,
          Config.class,
          "Recovery likelihood: data against chains that recover them from perturbations",
          (config, context) ->
              new RecoveryLikelihood(
                  config.steps(),
                  NegativeChains.sampler(NAME, config.sampler(), context),
                  context.create(config.perturbation())));

  /**
   * The options; the steps are those of the paper, of a tenth of the noise's variance.
   *
   * @param steps of each chain
   * @param sampler takes them
   * @param perturbation q
   */
  public record Config(
      @Option(doc = "The steps of a chain from each perturbed row", byDefault = "30")
          @Range(min = 1)
          int steps,
      @Option(doc = "Takes the steps", byDefault = "{name: langevin, step-size: 0.01}")
          ComponentSpec<Sampler> sampler,
      @Option(doc = "q(y | x), whose density is known", byDefault = "{name: gaussian, t: 0.1}")
          ComponentSpec<Perturbation> perturbation) {}

  @Override
  public Tensor loss(LossContext context, Tensor x) {
    Perturbation q = perturbation.at(context.step());
    Tensor y = q.perturb(context.key("perturbation"), x);
    EnergyFunction conditional =
        EnergyFunction.of(
            rows -> context.energy(rows).sub(q.logDensity(rows, repeated(y, rows.dim(0)))),
            context.energy().features());
    NegativeChains chains = new NegativeChains(NAME, steps, sampler);
    NegativeChains.Ends ends = chains.run(context, conditional, y);
    Tensor distance = NegativeChains.distance(y, x);
    context.metric("perturbation/distance", distance);
    context.warn(ends.displacement().lt(distance.mul(BEGUN)), chains.hardlyMove());
    return NegativeChains.contrast(context, x, ends.positions(), Schedule.constant(0));
  }

  /** The y of each row where a sampler asks for several rows of every chain, chains leading. */
  private static Tensor repeated(Tensor y, int rows) {
    Shape row = y.shape().range(1, y.rank());
    return y.expandDims(1)
        .broadcastTo(row.prepend(y.dim(0), rows / y.dim(0)))
        .reshape(row.prepend(rows));
  }
}

package dev.ebm.losses;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.MethodWarnings;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Tensor;

/**
 * Contrastive divergence (Hinton 2002, "Training products of experts by minimizing contrastive
 * divergence", eq. 5): the mean energy of the data less that of negatives, which are the ends of
 * chains of k steps from the data,
 *
 * <pre>E U(x) - E U(x_k) + alpha (E U(x)^2 + E U(x_k)^2)</pre>
 *
 * No derivative passes through the chains. Any sampler will do that fits the data. If its k steps
 * together are in detailed balance with the model, the value is energy discrepancy with them as the
 * perturbation (Schroeder et al. 2023, arXiv 2307.07595).
 *
 * <p>Chains see the surroundings of the data only: modes without data, and the weights of modes
 * that are far apart, go unnoticed. Then choose {@link PersistentContrastiveDivergence} or {@link
 * EnergyDiscrepancy}. A sampler without acceptance step carries its own bias into the energy.
 *
 * <p>The penalty alpha, of Du and Mordatch (2019, arXiv 1903.08689), keeps energies near 0; it also
 * flattens them, so take no more than stability asks for.
 *
 * <p>Reports {@code energy/data}, {@code energy/negatives}, {@code energy/gap}, {@code
 * displacement} of whole chains, and the sampler's {@code acceptance}. Warns where chains do not
 * move (EBM-W001), where acceptance is near 0 or 1 (EBM-W002, EBM-W003), where steps overshoot
 * (EBM-W018), and of the first chain that is lost (EBM-W017).
 *
 * @param steps k, at least 1
 * @param sampler takes the steps
 * @param energyPenalty alpha, at least 0
 */
public record ContrastiveDivergence(int steps, Sampler sampler, Schedule energyPenalty)
    implements Loss {

  private static final String NAME = "contrastive-divergence";

  /** Chosen by {@code contrastive-divergence}. */
  public static final ComponentFactory<Loss, Config> FACTORY =
      new ComponentFactory<>(
          Loss.class,
          NAME,
          Config.class,
          "Contrastive divergence: data against the ends of short chains from the data",
          (config, context) ->
              new ContrastiveDivergence(
                  config.steps(),
                  NegativeChains.sampler(NAME, config.sampler(), context),
                  config.energyPenalty()));

  /**
   * The options.
   *
   * @param steps k
   * @param sampler takes the steps
   * @param energyPenalty alpha
   */
  public record Config(
      @Option(doc = "k, the steps of a chain from each row", byDefault = "10") @Range(min = 1)
          int steps,
      @Option(doc = "Takes the steps", byDefault = "langevin") ComponentSpec<Sampler> sampler,
      @Option(doc = "alpha, the weight of the mean squared energies", byDefault = "0")
          @Range(min = 0)
          Schedule energyPenalty) {}

  @Override
  public Tensor loss(LossContext context, Tensor x) {
    NegativeChains chains = new NegativeChains(NAME, steps, sampler);
    NegativeChains.Ends ends = chains.run(context, context.energy(), x);
    context.warn(
        ends.displacement().lt(NegativeChains.spread(x).mul(NegativeChains.HARDLY)),
        MethodWarnings.negativesDoNotMove(chains.place()));
    return NegativeChains.contrast(context, x, ends.positions(), energyPenalty);
  }
}

package dev.ebm.losses;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.ChainOptions;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentContext;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Tensor;

/**
 * Persistent contrastive divergence (Tieleman 2008, "Training restricted Boltzmann machines using
 * approximations to the likelihood gradient"): as {@link ContrastiveDivergence}, but chains go on
 * from one training step to the next, so that they reach the model's law if it changes slowly:
 *
 * <pre>E U(x) - E U(x') + alpha (E U(x)^2 + E U(x')^2)</pre>
 *
 * This estimates the gradient of maximum likelihood by long chains, in any dimension; {@link
 * MaximumLikelihood} computes it exactly in the plane.
 *
 * <p>N chains are kept. Each training step draws one for each row of the batch, all different,
 * moves it by k steps and writes it back to its slot. A drawn chain starts anew, from noise or from
 * a row of the batch, with the probability {@code reinitRate} (5 % in Du and Mordatch 2019, arXiv
 * 1903.08689, and Grathwohl et al. 2020, arXiv 1912.03263), which brings chains to modes that the
 * others have missed; 0 is the original method. The sampler begins each time at a chain's position:
 * what else it remembers, such as an adapted step size, does not outlive the k steps. Chains and
 * ages are part of a checkpoint.
 *
 * <p>Each chain is moved once in N / batch size updates. Many chains are more different negatives,
 * and each one lags further behind the energy: N should be no more than a few tens of batches.
 *
 * <p>A high learning rate or too few steps leave chains behind the energy; then energies run away.
 *
 * <p>Reports what contrastive divergence does, {@code buffer/age}, the mean over all chains of the
 * training steps since they started, and {@code buffer/oldest}. Warns where chains hardly move
 * between two updates (EBM-W008), and of what contrastive divergence does of its steps.
 *
 * @param buffer keeps the chains
 * @param steps k, at least 1
 * @param sampler takes the steps
 * @param energyPenalty alpha, at least 0
 */
public record PersistentContrastiveDivergence(
    ChainBuffer buffer, int steps, Sampler sampler, Schedule energyPenalty) implements Loss {

  private static final String NAME = "persistent-contrastive-divergence";

  /** Chosen by {@code persistent-contrastive-divergence}. */
  public static final ComponentFactory<Loss, Config> FACTORY =
      new ComponentFactory<>(
          Loss.class,
          NAME,
          Config.class,
          "Persistent contrastive divergence: data against chains that never stop",
          PersistentContrastiveDivergence::of);

  /**
   * The options.
   *
   * @param chains N
   * @param steps k
   * @param sampler takes the steps
   * @param start where chains start
   * @param reinitRate how often they start anew
   * @param energyPenalty alpha
   */
  public record Config(
      @Option(
              doc = "N, the chains that are kept: at least the batch size, at most some tens of it",
              byDefault = "1000")
          @Range(min = 1, max = 1 << 24)
          int chains,
      @Option(doc = "k, the steps of the drawn chains in each training step", byDefault = "10")
          @Range(min = 1)
          int steps,
      @Option(doc = "Takes the steps", byDefault = "langevin") ComponentSpec<Sampler> sampler,
      @Option(
              doc = "Where chains start: in noise of the data's moments, or at rows of the data",
              byDefault = "noise")
          ChainOptions.Start start,
      @Option(doc = "Probability that a drawn chain starts anew", byDefault = "0.05")
          @Range(min = 0, max = 1)
          Schedule reinitRate,
      @Option(doc = "alpha, the weight of the mean squared energies", byDefault = "0")
          @Range(min = 0)
          Schedule energyPenalty) {}

  private static PersistentContrastiveDivergence of(Config config, ComponentContext context) {
    if (config.start() == ChainOptions.Start.NOISE) {
      context.features().requireContinuous("loss '" + NAME + "'", "start: data");
    }
    return new PersistentContrastiveDivergence(
        ChainBuffer.of(config.chains(), config.start(), config.reinitRate(), context),
        config.steps(),
        NegativeChains.sampler(NAME, config.sampler(), context),
        config.energyPenalty());
  }

  @Override
  public Tree<Parameter> state() {
    return buffer.state();
  }

  @Override
  public Tensor loss(LossContext context, Tensor x) {
    ChainBuffer.Drawn drawn = buffer.draw(context, x);
    NegativeChains chains = new NegativeChains(NAME, steps, sampler);
    NegativeChains.Ends ends = chains.run(context, context.energy(), drawn.positions());
    buffer.putBack(context, drawn, ends.positions());
    context.warn(
        ends.displacement().lt(NegativeChains.spread(x).mul(NegativeChains.HARDLY)),
        chains.hardlyMove());
    return NegativeChains.contrast(context, x, ends.positions(), energyPenalty);
  }
}

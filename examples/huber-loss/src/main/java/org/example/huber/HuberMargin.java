package org.example.huber;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Tensor;

/**
 * A margin loss: every row shall have a lower energy than its perturbed copies, by a margin m. With
 * the shortfall s = max(0, m - (U(x') - U(x))) of a pair, it is the mean over pairs of
 *
 * <pre>s^2 / (2 delta)   where s is below delta,   s - delta/2   where it is not</pre>
 *
 * which is Huber's function of the shortfall: smooth, and with a gradient of at most 1 for each
 * pair, so that a few outliers among the rows do not rule the energy. It is never negative and so
 * needs no stabiliser. It ranks rows, as anomaly detection wants; exp(-U) is not their density.
 *
 * <p>Margin losses for energies: LeCun, Chopra, Hadsell, Ranzato and Huang (2006), "A tutorial on
 * energy-based learning". The Huberised hinge: Rosset and Zhu (2007), "Piecewise linear regularized
 * solution paths".
 *
 * @param margin m
 * @param delta the shortfall from which the loss is linear
 * @param negatives perturbed copies of each row
 * @param perturbation what makes them
 */
public record HuberMargin(double margin, double delta, int negatives, Perturbation perturbation)
    implements Loss {

  /** Chosen by {@code huber-margin}. */
  static final ComponentFactory<Loss, Config> FACTORY =
      new ComponentFactory<>(
          Loss.class,
          "huber-margin",
          Config.class,
          "Huberised margin between the energies of rows and of their perturbed copies",
          (config, context) ->
              new HuberMargin(
                  config.margin(),
                  config.delta(),
                  config.negatives(),
                  context.create(config.perturbation())));

  /**
   * The options.
   *
   * @param margin m
   * @param delta the shortfall from which the loss is linear
   * @param negatives perturbed copies of each row
   * @param perturbation what makes them
   */
  public record Config(
      @Option(doc = "m, by how much perturbed copies shall lie higher", byDefault = "1")
          @Range(min = 0, exclusiveMin = true)
          double margin,
      @Option(doc = "delta, the shortfall from which the loss is linear", byDefault = "1")
          @Range(min = 0, exclusiveMin = true)
          double delta,
      @Option(doc = "Perturbed copies of each row", byDefault = "4") @Range(min = 1) int negatives,
      @Option(doc = "What makes the copies", byDefault = "gaussian")
          ComponentSpec<Perturbation> perturbation) {}

  @Override
  public Tensor loss(LossContext context, Tensor x) {
    Tensor y = perturbation.perturb(context.key("perturbation"), x);
    Tensor copies =
        perturbation.recover(context.key("recovery"), y, negatives).samples(); // [B, M, ...]
    Tensor gap = context.energy(copies).sub(context.energy(x).expandDims(1)); // [B, M]
    Tensor shortfall = gap.neg().add(margin).maximum(0);
    context.metric("satisfied", shortfall.eq(0).cast(gap.dtype()).mean());
    return huber(shortfall).mean();
  }

  /** With c = min(s, delta): c (s - c/2) / delta, which is both branches in one. */
  private Tensor huber(Tensor shortfall) {
    Tensor quadratic = shortfall.minimum(delta);
    return quadratic.mul(shortfall.sub(quadratic.mul(0.5))).div(delta);
  }
}

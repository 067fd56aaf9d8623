package dev.ebm.losses;

import static dev.ebm.api.tensor.Tensors.concat;
import static dev.ebm.api.tensor.Tensors.logSumExp;
import static dev.ebm.api.tensor.Tensors.softmax;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Tensor;

/**
 * Energy discrepancy (Schroeder, Ou, Lim, Li, Vollmer and Duncan 2023, arXiv 2307.07595, eq. 2):
 * the mean over rows of
 *
 * <pre>log( w + sum_j omega_ij exp(U(x_i) - U(x'_ij)) ) - log M</pre>
 *
 * where y_i is drawn from q(y | x_i), and the negatives x'_ij from its reverse law with weights
 * omega_ij. It needs no sampler. As M grows it approaches E U(x) - E U_q(y) with the contrastive
 * potential U_q(y) = -log sum_x q(y | x) exp(-U(x)), whose only minimum, up to a constant, is U =
 * -log p of the data.
 *
 * <p>The stabiliser w acts as w negatives equal to x itself and bounds the loss below by log(w/M).
 * A larger one flattens the energy by an amount that vanishes as w/M does. Without it (w = 0) the
 * loss has no lower bound, and training with few negatives diverges.
 *
 * <p>Reports {@code energy/data}, {@code energy/negatives} and {@code effective-negatives}, which
 * is 1/sum_j p_j^2 for the normalised weights p_j of a row's negatives: from 1, where one negative
 * carries the loss, to M.
 *
 * @param negatives M, at least 1
 * @param w the stabiliser, at least 0
 * @param perturbation q
 */
public record EnergyDiscrepancy(int negatives, Schedule w, Perturbation perturbation)
    implements Loss {

  /** A constant stabiliser. */
  public EnergyDiscrepancy(int negatives, double w, Perturbation perturbation) {
    this(negatives, Schedule.constant(w), perturbation);
  }

  /** Chosen by {@code energy-discrepancy}. */
  public static final ComponentFactory<Loss, Config> FACTORY =
      new ComponentFactory<>(
          Loss.class,
          "energy-discrepancy",
          Config.class,
          "Energy discrepancy: data against recovered perturbations, without a sampler",
          (config, context) ->
              new EnergyDiscrepancy(
                  config.negatives(), config.w(), context.create(config.perturbation())));

  /**
   * The options; the defaults are those of the paper's experiments in the plane.
   *
   * @param negatives M
   * @param w the stabiliser
   * @param perturbation q
   */
  public record Config(
      @Option(doc = "M, the number of negatives for each row", byDefault = "4") @Range(min = 1)
          int negatives,
      @Option(
              doc = "w, the stabiliser; 0 leaves the loss unbounded and may diverge",
              byDefault = "1")
          @Range(min = 0)
          Schedule w,
      @Option(doc = "q(y | x), the law that makes the negatives", byDefault = "gaussian")
          ComponentSpec<Perturbation> perturbation) {}

  @Override
  public Tensor loss(LossContext context, Tensor x) {
    Perturbation q = perturbation.at(context.step());
    Tensor y = q.perturb(context.key("perturbation"), x);
    Perturbation.Recovery recovery = q.recover(context.key("recovery"), y, negatives);
    Tensor data = context.energy(x);
    Tensor negative = context.energy(recovery.samples());
    Tensor contrast = data.expandDims(1).sub(negative).add(recovery.logWeights()); // [B, M]

    context.metric("energy/data", data.mean());
    context.metric("energy/negatives", negative.mean());
    context.metric("effective-negatives", softmax(contrast, 1).square().sum(1).reciprocal().mean());

    return logSumExp(stabilised(contrast, context.step()), 1).mean().sub(Math.log(negatives));
  }

  /** With log w as one more column {@code [B, M + 1]}; without one where there is none. */
  private Tensor stabilised(Tensor contrast, Tensor step) {
    if (w.equals(Schedule.constant(0))) {
      return contrast;
    }
    return concat(1, contrast, w.at(step).log().broadcastTo(contrast.dim(0), 1));
  }
}

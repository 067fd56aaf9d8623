package dev.ebm.losses;

import static dev.ebm.api.tensor.Tensors.concat;
import static dev.ebm.api.tensor.Tensors.logSumExp;
import static dev.ebm.api.tensor.Tensors.softmax;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.plugin.ComponentContext;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

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
 * With w = 1 the loss is the negative log-likelihood of telling the row from its M negatives, so
 * that the data's law is a minimum for every M; other values move the minimum by an amount that
 * vanishes as 1/M does. Without it (w = 0) the loss has no lower bound, and training with few
 * negatives diverges.
 *
 * <p>With several perturbations, such as Gaussian noise of several variances, the loss is the mean
 * of their losses: small noise sees details, large noise the weights of distant modes.
 *
 * <p>With a drift a, the negatives are informed by the energy: each is moved from the reverse law
 * by -a V grad U(y), where V is that law's variance, and weighs q(y | x') / rho_y(x') for it, in
 * units of what the row itself would weigh. With a = 1 that is the exact conditional law exp(-U(x))
 * q(y | x) of an energy that is linear over the noise, with a = 1/2 a Langevin step of the size
 * that fits the noise. The value is then lower or higher by a number that carries no derivative.
 * Weights spread where V |grad U(y)|^2 is large; watch {@code effective-negatives}. It takes a
 * perturbation whose density is known, and one gradient more for each row.
 *
 * <p>Reports {@code energy/data}, {@code energy/negatives}, {@code energy/gap}, {@code
 * effective-negatives}, which is 1/sum_j p_j^2 for the normalised weights p_j of a row's negatives:
 * from 1, where one negative carries the loss, to M, and {@code stabiliser-share}, the part of the
 * sum under the logarithm that is w. Warns where few rows feel more than one negative (EBM-W006) or
 * any (EBM-W007).
 *
 * @param negatives M, at least 1
 * @param w the stabiliser, at least 0
 * @param perturbations the laws q, at least one
 * @param drift a, 0 for none
 */
public record EnergyDiscrepancy(
    int negatives, Schedule w, List<Perturbation> perturbations, Schedule drift) implements Loss {

  /** Effective negatives in the mean over rows below which one negative carries nearly all. */
  private static final double HARDLY_MORE_THAN_ONE = 1.05;

  /** A share of the stabiliser above which hardly any gradient is left. */
  private static final double NEARLY_ALL = 0.99;

  private static final Problem ONE_NEGATIVE =
      Problem.warning(
          "EBM-W006",
          "loss.negatives",
          "one negative of a row outweighs all its others, so that they are no use",
          "lower the variance of the perturbation, or add one of less noise");

  private static final Problem STABILISER_DOMINATES =
      Problem.warning(
          "EBM-W007",
          "loss.w",
          "the negatives hardly weigh anything beside the stabiliser, so that little is learned",
          "lower the variance of the perturbation, take more negatives, or lower w");

  /** Copies the list. */
  public EnergyDiscrepancy {
    perturbations = List.copyOf(perturbations);
  }

  /** One perturbation, a constant stabiliser, no drift. */
  public EnergyDiscrepancy(int negatives, double w, Perturbation perturbation) {
    this(negatives, Schedule.constant(w), List.of(perturbation), Schedule.constant(0));
  }

  /** Chosen by {@code energy-discrepancy}. */
  public static final ComponentFactory<Loss, Config> FACTORY =
      new ComponentFactory<>(
          Loss.class,
          "energy-discrepancy",
          Config.class,
          "Energy discrepancy: data against recovered perturbations, without a sampler",
          EnergyDiscrepancy::of);

  /**
   * The options; the defaults are those of the paper's experiments in the plane.
   *
   * @param negatives M
   * @param w the stabiliser
   * @param perturbation q
   * @param furtherPerturbations other laws
   * @param drift a
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
          ComponentSpec<Perturbation> perturbation,
      @Option(doc = "Other laws; the loss is the mean over all of them", byDefault = "[]")
          List<ComponentSpec<Perturbation>> furtherPerturbations,
      @Option(
              doc = "a, how far negatives move down the energy: 1 fits one that is linear in x",
              byDefault = "0")
          @Range(min = 0, max = 1)
          Schedule drift) {}

  static EnergyDiscrepancy of(Config config, ComponentContext context) {
    List<Perturbation> perturbations = new ArrayList<>();
    perturbations.add(context.create(config.perturbation()));
    config.furtherPerturbations().forEach(q -> perturbations.add(context.create(q)));
    return new EnergyDiscrepancy(config.negatives(), config.w(), perturbations, config.drift());
  }

  @Override
  public Tensor loss(LossContext context, Tensor x) {
    return loss(context, x, draw(context, x));
  }

  Negatives draw(LossContext context, Tensor x) {
    return Negatives.draw(context, x, perturbations, negatives, drift);
  }

  /** The loss on given draws, with its reports. */
  Tensor loss(LossContext context, Tensor x, Negatives draws) {
    Tensor data = context.energy(x);
    Tensor negative = context.energy(draws.samples());
    Tensor contrast = contrast(data, negative, draws);
    Tensor sum = logSum(contrast, context.step());

    context.metric("energy/data", data.mean());
    context.metric("energy/negatives", negative.mean());
    context.metric("energy/gap", negative.mean().sub(data.mean()));
    Tensor effective = softmax(contrast, 2).square().sum(2).reciprocal().mean();
    context.metric("effective-negatives", effective);
    if (negatives > 1) {
      context.warn(effective.lt(HARDLY_MORE_THAN_ONE), ONE_NEGATIVE);
    }
    if (isStabilised()) {
      Tensor share = w.at(context.step()).mul(sum.neg().exp()).mean();
      context.metric("stabiliser-share", share);
      context.warn(share.gt(NEARLY_ALL), STABILISER_DOMINATES);
    }
    return sum.mean().sub(Math.log(negatives));
  }

  /** The loss of any energy on given draws. */
  Tensor value(EnergyFunction u, Tensor x, Negatives draws, Tensor step) {
    Tensor contrast = contrast(u.of(x), u.of(draws.samples()), draws);
    return logSum(contrast, step).mean().sub(Math.log(negatives));
  }

  /** log omega_ij + U(x_i) - U(x'_ij): {@code [B, S, M]}. */
  private static Tensor contrast(Tensor data, Tensor negative, Negatives draws) {
    return data.reshape(-1, 1, 1).sub(negative).add(draws.logWeights());
  }

  /** With the stabiliser as one more negative, where there is one: {@code [B, S]}. */
  private Tensor logSum(Tensor contrast, Tensor step) {
    if (!isStabilised()) {
      return logSumExp(contrast, 2);
    }
    Tensor stabiliser = w.at(step).log().broadcastTo(contrast.dim(0), contrast.dim(1), 1);
    return logSumExp(concat(2, contrast, stabiliser), 2);
  }

  private boolean isStabilised() {
    return !w.equals(Schedule.constant(0));
  }
}

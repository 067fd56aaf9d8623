package dev.ebm.losses;

import dev.ebm.api.data.LogDensity;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Tensor;
import java.util.Optional;

/**
 * The KL contraction (Lyu 2011, "Unifying non-maximum likelihood learning objectives with minimum
 * KL contraction") of the data's law p1 and the model's p2 by a perturbation,
 *
 * <pre>KL(p1, p2) - KL(Q p1, Q p2),  Q p(y) = sum_x q(y | x) p(x)</pre>
 *
 * which is at least 0, and 0 if and only if the two laws are equal. log Z is on both sides and
 * falls out. What is left is the expected logarithm of p1(x)/p2(x) over Q p1(y)/Q p2(y), and both
 * sums over x are estimated on the same draws:
 *
 * <pre>log( w + sum_j omega_ij exp(U(x_i) - U(x'_ij)) )
 *   - log( w + sum_j omega_ij p1(x'_ij) / p1(x_i) )</pre>
 *
 * With the default w = 1 its expectation is itself a KL contraction for every M: by the channel
 * that hides the row among its M negatives. Where U = -log p1 it is 0 for every draw.
 *
 * <p>The second line knows nothing of U: gradients, and so what is learned, are those of {@link
 * EnergyDiscrepancy} with the same options. Choose this one to see how far the model is from the
 * data in nats. Where the data's density is not known the second line is missing, and the value is
 * that of energy discrepancy.
 *
 * <p>Reports what energy discrepancy does.
 *
 * @param discrepancy perturbations, negatives and stabiliser
 * @param data log p1, where it is known
 */
public record KlContraction(EnergyDiscrepancy discrepancy, Optional<LogDensity> data)
    implements Loss {

  /** Chosen by {@code kl-contraction}. */
  public static final ComponentFactory<Loss, EnergyDiscrepancy.Config> FACTORY =
      new ComponentFactory<>(
          Loss.class,
          "kl-contraction",
          EnergyDiscrepancy.Config.class,
          "KL contraction: energy discrepancy, its value in nats from the data where their density is"
              + " known",
          (config, context) ->
              new KlContraction(EnergyDiscrepancy.of(config, context), context.logDensity()));

  @Override
  public Tensor loss(LossContext context, Tensor x) {
    Negatives draws = discrepancy.draw(context, x);
    Tensor model = discrepancy.loss(context, x, draws);
    return data.map(density -> model.sub(ofTheData(density, context, x, draws))).orElse(model);
  }

  private Tensor ofTheData(LogDensity density, LossContext context, Tensor x, Negatives draws) {
    EnergyFunction u =
        EnergyFunction.of(rows -> density.of(rows).neg(), context.energy().features());
    return discrepancy.value(u, x, draws, context.step());
  }
}

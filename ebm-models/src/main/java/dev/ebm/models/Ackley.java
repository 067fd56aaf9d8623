package dev.ebm.models;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Energy;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;

/**
 * The funnel with ripples of Ackley (1987, "A connectionist machine for genetic hillclimbing"):
 *
 * <pre>U(x) = a (1 - exp(-b sqrt(mean x_i^2))) + e - exp(mean cos(c x_i))</pre>
 *
 * Its minimum is 0 at 0, a kink whose gradient is taken as 0. Far out it is flat, at most a + e -
 * 1/e, so that exp(-U) has no integral: chains wander off unless a {@code product} with {@code
 * harmonic} holds them.
 *
 * @param depth a
 * @param decay b
 * @param frequency c
 */
public record Ackley(
    @Option(doc = "a, the depth of the funnel", byDefault = "20")
        @Range(min = 0, exclusiveMin = true)
        double depth,
    @Option(doc = "b, how fast the funnel flattens", byDefault = "0.2")
        @Range(min = 0, exclusiveMin = true)
        double decay,
    @Option(doc = "c, the ripples' angular frequency", byDefault = "6.283185307179586")
        @Range(min = 0, exclusiveMin = true)
        double frequency)
    implements Landscape {

  /** Chosen by {@code ackley}. */
  public static final ComponentFactory<Energy, Ackley> FACTORY =
      new ComponentFactory<>(
          Energy.class,
          "ackley",
          Ackley.class,
          "Rippled funnel, flat far out; nothing to train",
          (ackley, context) -> {
            context.features().requireContinuous("energy 'ackley'", "mlp");
            return ackley;
          });

  @Override
  public Tensor energy(Tensor x) {
    Tensor root = Tensors.norm(x, 1).mul(decay / Math.sqrt(x.dim(1)));
    Tensor funnel = root.neg().expm1().mul(-depth);
    Tensor ripples = x.mul(frequency).cos().mean(1).exp();
    return funnel.sub(ripples).add(Math.E);
  }
}

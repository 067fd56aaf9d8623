package dev.ebm.models;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Energy;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Tensor;

/**
 * The double well U(x) = h sum_i (x_i^2 - b^2)^2, with 2^d equal minima of energy 0 at (+-b, ...,
 * +-b). Between two that differ in one coordinate stands a barrier of height h b^4; local samplers
 * cross it about exp(-h b^4) as often as they try.
 *
 * @param barrier h
 * @param position b
 */
public record DoubleWell(
    @Option(doc = "h; the barrier between two wells has the height h b^4", byDefault = "2")
        @Range(min = 0, exclusiveMin = true)
        double barrier,
    @Option(doc = "b; each coordinate has wells at -b and b", byDefault = "1")
        @Range(min = 0, exclusiveMin = true)
        double position)
    implements Landscape {

  /** Chosen by {@code double-well}. */
  public static final ComponentFactory<Energy, DoubleWell> FACTORY =
      new ComponentFactory<>(
          Energy.class,
          "double-well",
          DoubleWell.class,
          "Two wells in each coordinate, h sum (x^2 - b^2)^2; nothing to train",
          (wells, context) -> {
            context.features().requireContinuous("energy 'double-well'", "mlp");
            return wells;
          });

  @Override
  public Tensor energy(Tensor x) {
    return x.square().sub(position * position).square().sum(1).mul(barrier);
  }
}

package dev.ebm.models;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Energy;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Tensor;

/**
 * The egg box in a bowl of Rastrigin (1974, "Systems of extremal control"):
 *
 * <pre>U(x) = sum_i x_i^2 + A (1 - cos(2 pi x_i))</pre>
 *
 * Its minimum is 0 at 0; wells lie near all whole numbers, with barriers of about 2 A between them.
 *
 * @param amplitude A
 */
public record Rastrigin(
    @Option(doc = "A; the barriers between wells have a height of about 2 A", byDefault = "10")
        @Range(min = 0)
        double amplitude)
    implements Landscape {

  /** Chosen by {@code rastrigin}. */
  public static final ComponentFactory<Energy, Rastrigin> FACTORY =
      new ComponentFactory<>(
          Energy.class,
          "rastrigin",
          Rastrigin.class,
          "A well at every whole number, in a bowl; nothing to train",
          (rastrigin, context) -> {
            context.features().requireContinuous("energy 'rastrigin'", "mlp");
            return rastrigin;
          });

  @Override
  public Tensor energy(Tensor x) {
    Tensor waves = x.mul(2 * Math.PI).cos().neg().add(1).mul(amplitude);
    return x.square().add(waves).sum(1);
  }
}

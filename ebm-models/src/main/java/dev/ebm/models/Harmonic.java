package dev.ebm.models;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Tree;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.util.Optional;

/**
 * The harmonic oscillator U(x) = k |x|^2 / 2: independent normal coordinates of variance 1/k. As a
 * factor of a {@code product} it confines energies that do not grow.
 *
 * @param stiffness k
 * @param d features of a row
 */
public record Harmonic(double stiffness, int d) implements Landscape {

  /** Chosen by {@code harmonic}. */
  public static final ComponentFactory<Energy, Config> FACTORY =
      new ComponentFactory<>(
          Energy.class,
          "harmonic",
          Config.class,
          "Harmonic oscillator k |x|^2 / 2; nothing to train",
          (config, context) -> {
            context.features().requireContinuous("energy 'harmonic'", "mlp");
            return new Harmonic(config.stiffness(), context.features().shape().size());
          });

  /**
   * The options.
   *
   * @param stiffness k
   */
  public record Config(
      @Option(doc = "k, the inverse of each coordinate's variance", byDefault = "1")
          @Range(min = 0, exclusiveMin = true)
          double stiffness) {}

  @Override
  public Tensor energy(Tensor x) {
    return x.square().sum(1).mul(stiffness / 2);
  }

  /** d log(2 pi / k) / 2. */
  @Override
  public Optional<Tensor> logZ(Tree<Tensor> parameters) {
    return Optional.of(Tensors.constant(d * Math.log(2 * Math.PI / stiffness) / 2));
  }
}

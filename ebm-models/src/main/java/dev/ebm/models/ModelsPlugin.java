package dev.ebm.models;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.util.List;

/** The energies of this module; a new one is one line more. */
public final class ModelsPlugin implements EbmPlugin {

  @Override
  public PluginId id() {
    return new PluginId("ebm-models");
  }

  @Override
  public List<ComponentFactory<?, ?>> components() {
    return List.of(
        Gaussian.FACTORY,
        GaussianMixture.FACTORY,
        Quadratic.FACTORY,
        DoubleWell.FACTORY,
        Harmonic.FACTORY,
        Rosenbrock.FACTORY,
        Rastrigin.FACTORY,
        Ackley.FACTORY,
        Mlp.FACTORY,
        NoiseConditional.FACTORY,
        BaseTilted.FACTORY,
        Product.FACTORY,
        Mixture.FACTORY,
        Negation.FACTORY);
  }
}

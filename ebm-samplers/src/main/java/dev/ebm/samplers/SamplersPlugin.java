package dev.ebm.samplers;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.util.List;

/** The samplers of this module; a new one is one line more. */
public final class SamplersPlugin implements EbmPlugin {

  @Override
  public PluginId id() {
    return new PluginId("ebm-samplers");
  }

  @Override
  public List<ComponentFactory<?, ?>> components() {
    return List.of(
        Langevin.FACTORY,
        Mala.FACTORY,
        RandomWalkMetropolis.FACTORY,
        Hmc.FACTORY,
        UnderdampedLangevin.FACTORY,
        AnnealedLangevin.FACTORY,
        ReverseSde.FACTORY,
        ParallelTempering.FACTORY,
        MaximumAPosteriori.FACTORY);
  }
}

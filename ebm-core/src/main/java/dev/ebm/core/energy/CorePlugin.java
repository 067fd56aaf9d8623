package dev.ebm.core.energy;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.util.List;

/** The components that need more than the API: they read runs. */
public final class CorePlugin implements EbmPlugin {

  @Override
  public PluginId id() {
    return new PluginId("ebm-core");
  }

  @Override
  public List<ComponentFactory<?, ?>> components() {
    return List.of(TrainedEnergy.FACTORY);
  }
}

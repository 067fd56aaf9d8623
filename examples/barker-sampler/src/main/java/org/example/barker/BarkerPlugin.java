package org.example.barker;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.util.List;

/** Offers the sampler; named in META-INF/services. */
public final class BarkerPlugin implements EbmPlugin {

  @Override
  public PluginId id() {
    return new PluginId("barker-sampler"); // equals Ebm-Plugin-Id of the jar's manifest
  }

  @Override
  public List<ComponentFactory<?, ?>> components() {
    return List.of(Barker.FACTORY);
  }
}

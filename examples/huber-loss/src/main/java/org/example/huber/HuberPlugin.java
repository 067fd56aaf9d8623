package org.example.huber;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.util.List;

/** Offers the loss; named in META-INF/services. */
public final class HuberPlugin implements EbmPlugin {

  @Override
  public PluginId id() {
    return new PluginId("huber-loss"); // equals Ebm-Plugin-Id of the jar's manifest
  }

  @Override
  public List<ComponentFactory<?, ?>> components() {
    return List.of(HuberMargin.FACTORY);
  }
}

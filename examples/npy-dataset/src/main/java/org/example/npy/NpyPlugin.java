package org.example.npy;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.util.List;

/** Offers the dataset; named in META-INF/services. */
public final class NpyPlugin implements EbmPlugin {

  @Override
  public PluginId id() {
    return new PluginId("npy-dataset"); // equals Ebm-Plugin-Id of the jar's manifest
  }

  @Override
  public List<ComponentFactory<?, ?>> components() {
    return List.of(Npy.FACTORY);
  }
}

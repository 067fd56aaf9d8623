package org.example.arrays;

import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.util.List;

/** Offers the backend; named in META-INF/services. */
public final class ArraysPlugin implements EbmPlugin {

  @Override
  public PluginId id() {
    return new PluginId("array-backend"); // equals Ebm-Plugin-Id of the jar's manifest
  }

  @Override
  public List<BackendFactory<?>> backends() {
    return List.of(new ArraysFactory());
  }
}

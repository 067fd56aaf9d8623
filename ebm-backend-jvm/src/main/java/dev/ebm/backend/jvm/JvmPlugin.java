package dev.ebm.backend.jvm;

import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.util.List;

/** Offers the jvm backend. */
public final class JvmPlugin implements EbmPlugin {

  @Override
  public PluginId id() {
    return new PluginId("ebm-backend-jvm");
  }

  @Override
  public List<BackendFactory<?>> backends() {
    return List.of(new JvmBackendFactory());
  }
}

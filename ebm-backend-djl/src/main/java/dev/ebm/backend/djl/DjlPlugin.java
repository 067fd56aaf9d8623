package dev.ebm.backend.djl;

import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.util.List;

/** Offers the backend {@code djl}. */
public final class DjlPlugin implements EbmPlugin {

  /** Called by {@link java.util.ServiceLoader}. */
  public DjlPlugin() {}

  @Override
  public PluginId id() {
    return new PluginId("ebm-backend-djl");
  }

  @Override
  public List<BackendFactory<?>> backends() {
    return List.of(new DjlBackendFactory());
  }
}

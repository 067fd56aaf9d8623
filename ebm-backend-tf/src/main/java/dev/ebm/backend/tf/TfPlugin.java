package dev.ebm.backend.tf;

import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.util.List;

/** Offers the tf backend. */
public final class TfPlugin implements EbmPlugin {

  @Override
  public PluginId id() {
    return new PluginId("ebm-backend-tf");
  }

  @Override
  public List<BackendFactory<?>> backends() {
    return List.of(new TfBackendFactory());
  }
}

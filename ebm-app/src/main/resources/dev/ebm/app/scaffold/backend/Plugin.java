package @PACKAGE@;

import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.util.List;

/** Offers the @KIND@; named in META-INF/services. */
public final class @PLUGIN@ implements EbmPlugin {

  @Override
  public PluginId id() {
    return new PluginId("@ID@"); // equals Ebm-Plugin-Id of the jar's manifest
  }

  @Override
  public List<BackendFactory<?>> backends() {
    return List.of(new @CLASS@.Factory());
  }
}

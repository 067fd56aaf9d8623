package dev.ebm.core.plugin;

import dev.ebm.api.plugin.ApiVersion;
import dev.ebm.api.plugin.PluginContext;
import dev.ebm.api.plugin.PluginId;
import java.util.function.Supplier;

/**
 * What a plugin gets when it starts.
 *
 * @param id its identity
 * @param hostApi what this application offers
 * @param loader the plugin's class loader
 */
record StartedContext(PluginId id, ApiVersion hostApi, ClassLoader loader)
    implements PluginContext {

  @Override
  public <V> V inPluginClassLoader(Supplier<V> body) {
    return ContextLoader.call(loader, body::get);
  }
}

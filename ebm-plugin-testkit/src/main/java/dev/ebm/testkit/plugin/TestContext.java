package dev.ebm.testkit.plugin;

import dev.ebm.api.plugin.ApiVersion;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginContext;
import dev.ebm.api.plugin.PluginId;
import java.util.function.Supplier;

/**
 * What a plugin gets when a test starts it: all classes are in one loader already.
 *
 * @param plugin the plugin
 */
record TestContext(EbmPlugin plugin) implements PluginContext {

  @Override
  public PluginId id() {
    return plugin.id();
  }

  @Override
  public ApiVersion hostApi() {
    return ApiVersion.CURRENT;
  }

  @Override
  public <V> V inPluginClassLoader(Supplier<V> body) {
    return body.get();
  }
}

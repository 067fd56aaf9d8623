package dev.ebm.app;

import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.testkit.plugin.PluginContract;
import java.util.ServiceLoader;

/** Here, because the tests of the core, which binds a plugin's options, run on this backend. */
class JvmPluginTest extends PluginContract {

  @Override
  protected EbmPlugin plugin() {
    return ServiceLoader.load(EbmPlugin.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(plugin -> plugin.id().value().equals("ebm-backend-jvm"))
        .findFirst()
        .orElseThrow();
  }
}

package dev.ebm.backend.djl;

import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.testkit.plugin.PluginContract;

class DjlPluginTest extends PluginContract {

  @Override
  protected EbmPlugin plugin() {
    return new DjlPlugin();
  }
}

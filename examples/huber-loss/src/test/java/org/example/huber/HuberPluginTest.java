package org.example.huber;

import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.testkit.plugin.PluginContract;

/** The contract of plugins, and that of losses. */
class HuberPluginTest extends PluginContract {

  @Override
  protected EbmPlugin plugin() {
    return new HuberPlugin();
  }
}

package org.example.barker;

import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.testkit.plugin.PluginContract;

/** The contract of plugins, and that of samplers. */
class BarkerPluginTest extends PluginContract {

  @Override
  protected EbmPlugin plugin() {
    return new BarkerPlugin();
  }
}

package org.example.arrays;

import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.testkit.plugin.PluginContract;

/** The contract of plugins. */
class ArraysPluginTest extends PluginContract {

  @Override
  protected EbmPlugin plugin() {
    return new ArraysPlugin();
  }
}

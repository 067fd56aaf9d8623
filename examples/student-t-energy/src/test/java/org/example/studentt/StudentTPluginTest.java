package org.example.studentt;

import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.testkit.plugin.PluginContract;

/** The contract of plugins, and that of energies. */
class StudentTPluginTest extends PluginContract {

  @Override
  protected EbmPlugin plugin() {
    return new StudentTPlugin();
  }
}

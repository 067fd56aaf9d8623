package dev.ebm.backend.tf;

import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.testkit.plugin.PluginContract;

class TfPluginTest extends PluginContract {

  @Override
  protected EbmPlugin plugin() {
    return new TfPlugin();
  }
}

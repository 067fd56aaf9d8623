package @PACKAGE@;

import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.testkit.plugin.PluginContract;

/** The plugin as the application finds it, and the contract of what it offers. */
class @PLUGIN@Test extends PluginContract {

  @Override
  protected EbmPlugin plugin() {
    return new @PLUGIN@();
  }
}

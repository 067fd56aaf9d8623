package dev.ebm.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.testkit.plugin.PluginContract;
import org.junit.jupiter.api.Test;

class SamplersPluginTest extends PluginContract {

  @Override
  protected EbmPlugin plugin() {
    return new SamplersPlugin();
  }

  @Test
  void offersEveryComponentOfThisModule() {
    assertThat(plugin().id().value()).isEqualTo("ebm-samplers");
    assertThat(plugin().components())
        .extracting(ComponentFactory::name)
        .containsExactly(
            "langevin", "mala", "random-walk-metropolis", "hmc", "underdamped-langevin");
  }
}

package dev.ebm.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.testkit.plugin.PluginContract;
import org.junit.jupiter.api.Test;

class ModelsPluginTest extends PluginContract {

  @Override
  protected EbmPlugin plugin() {
    return new ModelsPlugin();
  }

  @Test
  void offersEveryComponentOfThisModule() {
    assertThat(plugin().id().value()).isEqualTo("ebm-models");
    assertThat(plugin().components()).extracting(ComponentFactory::name).containsExactly("mlp");
  }
}

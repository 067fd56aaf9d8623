package dev.ebm.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ModelsPluginTest {

  @Test
  void isFoundAsAServiceWithItsComponents() {
    EbmPlugin plugin =
        ServiceLoader.load(EbmPlugin.class).stream()
            .filter(provider -> provider.type() == ModelsPlugin.class)
            .findFirst()
            .orElseThrow()
            .get();
    assertThat(plugin.id().value()).isEqualTo("ebm-models");
    assertThat(plugin.components()).extracting(ComponentFactory::name).containsExactly("mlp");
  }
}

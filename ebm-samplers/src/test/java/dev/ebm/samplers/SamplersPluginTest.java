package dev.ebm.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class SamplersPluginTest {

  @Test
  void isFoundAsAServiceWithItsComponents() {
    EbmPlugin plugin =
        ServiceLoader.load(EbmPlugin.class).stream()
            .filter(provider -> provider.type() == SamplersPlugin.class)
            .findFirst()
            .orElseThrow()
            .get();
    assertThat(plugin.id().value()).isEqualTo("ebm-samplers");
    assertThat(plugin.components()).extracting(ComponentFactory::name).containsExactly("langevin");
  }
}

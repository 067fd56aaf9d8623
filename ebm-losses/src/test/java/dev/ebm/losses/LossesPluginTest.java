package dev.ebm.losses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class LossesPluginTest {

  @Test
  void isFoundAsAServiceWithItsComponents() {
    EbmPlugin plugin =
        ServiceLoader.load(EbmPlugin.class).stream()
            .filter(provider -> provider.type() == LossesPlugin.class)
            .findFirst()
            .orElseThrow()
            .get();
    assertThat(plugin.id().value()).isEqualTo("ebm-losses");
    assertThat(plugin.components())
        .extracting(ComponentFactory::name)
        .containsExactly("energy-discrepancy", "gaussian", "adam");
  }
}

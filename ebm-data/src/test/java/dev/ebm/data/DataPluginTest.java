package dev.ebm.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class DataPluginTest {

  @Test
  void isFoundAsAServiceWithItsComponents() {
    EbmPlugin plugin =
        ServiceLoader.load(EbmPlugin.class).stream()
            .filter(provider -> provider.type() == DataPlugin.class)
            .findFirst()
            .orElseThrow()
            .get();
    assertThat(plugin.id().value()).isEqualTo("ebm-data");
    assertThat(plugin.components())
        .extracting(ComponentFactory::name)
        .containsExactly(
            "gaussians-8",
            "gaussians-25",
            "circles",
            "rings",
            "checkerboard",
            "two-spirals",
            "moons",
            "pinwheel",
            "swissroll",
            "csv");
  }
}

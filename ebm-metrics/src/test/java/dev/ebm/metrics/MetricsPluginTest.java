package dev.ebm.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class MetricsPluginTest {

  @Test
  void isFoundAsAServiceWithItsComponents() {
    EbmPlugin plugin =
        ServiceLoader.load(EbmPlugin.class).stream()
            .filter(provider -> provider.type() == MetricsPlugin.class)
            .findFirst()
            .orElseThrow()
            .get();
    assertThat(plugin.id().value()).isEqualTo("ebm-metrics");
    assertThat(plugin.components())
        .extracting(ComponentFactory::name)
        .containsExactly("log-density-mse", "auroc");
  }
}

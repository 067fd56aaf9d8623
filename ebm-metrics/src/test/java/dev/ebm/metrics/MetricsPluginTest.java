package dev.ebm.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.testkit.plugin.PluginContract;
import org.junit.jupiter.api.Test;

class MetricsPluginTest extends PluginContract {

  @Override
  protected EbmPlugin plugin() {
    return new MetricsPlugin();
  }

  @Test
  void offersEveryComponentOfThisModule() {
    assertThat(plugin().id().value()).isEqualTo("ebm-metrics");
    assertThat(plugin().components())
        .extracting(ComponentFactory::name)
        .containsExactly("log-density-mse", "auroc");
  }
}

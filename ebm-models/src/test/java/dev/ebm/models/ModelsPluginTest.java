package dev.ebm.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.testkit.plugin.PluginContract;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelsPluginTest extends PluginContract {

  @Override
  protected EbmPlugin plugin() {
    return new ModelsPlugin();
  }

  @Override
  protected Map<String, Object> options(ComponentKind kind, String name) {
    return name.equals("gaussian-mixture") ? Map.of("components", 3) : Map.of();
  }

  @Test
  void offersEveryComponentOfThisModule() {
    assertThat(plugin().id().value()).isEqualTo("ebm-models");
    assertThat(plugin().components())
        .extracting(ComponentFactory::name)
        .containsExactly(
            "gaussian",
            "gaussian-mixture",
            "quadratic",
            "double-well",
            "harmonic",
            "rosenbrock",
            "rastrigin",
            "ackley",
            "mlp");
  }
}

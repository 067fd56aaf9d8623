package dev.ebm.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.testkit.plugin.PluginContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelsPluginTest extends PluginContract {

  @Override
  protected EbmPlugin plugin() {
    return new ModelsPlugin();
  }

  @Override
  protected Map<String, Object> options(ComponentKind kind, String name) {
    List<String> parts = List.of("gaussian", "mlp");
    return switch (name) {
      case "gaussian-mixture" -> Map.of("components", 3);
      case "product" -> Map.of("energies", parts, "weights", List.of(0.5, -2));
      case "mixture" -> Map.of("energies", parts, "weights", List.of(0.5, 2));
      case "negation" -> Map.of("energy", "mlp");
      default -> Map.of();
    };
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
            "mlp",
            "noise-conditional",
            "base-tilted",
            "product",
            "mixture",
            "negation");
  }
}

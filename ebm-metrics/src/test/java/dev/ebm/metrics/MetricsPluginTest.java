package dev.ebm.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.testkit.plugin.PluginContract;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsPluginTest extends PluginContract {

  @Override
  protected EbmPlugin plugin() {
    return new MetricsPlugin();
  }

  /** Small enough for the contracts' many repetitions. */
  @Override
  protected Map<String, Object> options(ComponentKind kind, String name) {
    return switch (name) {
      case "log-z-quadrature" -> Map.of("intervals", 32);
      case "log-z-importance-sampling" -> Map.of("samples", 200);
      case "log-z-ais" -> Map.of("chains", 30, "distributions", 5, "burn-in", 0);
      case "log-likelihood" ->
          Map.of(
              "samples", 200, "log-z", Map.of("name", "log-z-importance-sampling", "samples", 200));
      case "mmd" -> Map.of("samples", 100, "permutations", 19);
      case "sliced-wasserstein" -> Map.of("samples", 200, "projections", 20);
      case "chain-diagnostics" -> Map.of("samples", 80, "draws", Map.of("chains", 4));
      default -> Map.of();
    };
  }

  @Test
  void offersEveryComponentOfThisModule() {
    assertThat(plugin().id().value()).isEqualTo("ebm-metrics");
    assertThat(plugin().components())
        .extracting(ComponentFactory::name)
        .containsExactly(
            "log-density-mse",
            "log-z-quadrature",
            "log-z-importance-sampling",
            "log-z-ais",
            "log-likelihood",
            "mmd",
            "sliced-wasserstein",
            "chain-diagnostics",
            "auroc");
  }
}

package dev.ebm.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.testkit.plugin.PluginContract;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SamplersPluginTest extends PluginContract {

  @Override
  protected EbmPlugin plugin() {
    return new SamplersPlugin();
  }

  /** Samplers over noise levels take one pass in the contract's 100 steps. */
  @Override
  protected Map<String, Object> options(ComponentKind kind, String name) {
    return switch (name) {
      case "annealed-langevin" ->
          Map.of(
              "sigma-max",
              0.5,
              "sigma-min",
              0.1,
              "levels",
              10,
              "steps-per-level",
              10,
              "step-size",
              0.02);
      case "parallel-tempering" -> Map.of("replicas", 2, "swap-every", 1);
      case "reverse-sde" -> Map.of("sigma-min", 0.1, "steps", 100);
      default -> Map.of();
    };
  }

  @Test
  void offersEveryComponentOfThisModule() {
    assertThat(plugin().id().value()).isEqualTo("ebm-samplers");
    assertThat(plugin().components())
        .extracting(ComponentFactory::name)
        .containsExactly(
            "langevin",
            "mala",
            "random-walk-metropolis",
            "hmc",
            "underdamped-langevin",
            "annealed-langevin",
            "reverse-sde",
            "parallel-tempering",
            "map");
  }
}

package dev.ebm.losses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.testkit.plugin.PluginContract;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LossesPluginTest extends PluginContract {

  @Override
  protected EbmPlugin plugin() {
    return new LossesPlugin();
  }

  /** The reference computes slowly. */
  @Override
  protected Map<String, Object> options(ComponentKind kind, String name) {
    return switch (name) {
      case "persistent-contrastive-divergence" -> Map.of("chains", 32);
      case "maximum-likelihood" -> Map.of("nodes", 16);
      default -> Map.of();
    };
  }

  @Test
  void offersEveryComponentOfThisModule() {
    assertThat(plugin().id().value()).isEqualTo("ebm-losses");
    assertThat(plugin().components())
        .extracting(ComponentFactory::name)
        .containsExactly(
            "energy-discrepancy",
            "kl-contraction",
            "recovery-likelihood",
            "contrastive-divergence",
            "persistent-contrastive-divergence",
            "maximum-likelihood",
            "score-matching",
            "sliced-score-matching",
            "denoising-score-matching",
            "noise-contrastive-estimation",
            "gaussian",
            "ornstein-uhlenbeck",
            "adam",
            "adamw",
            "sgd",
            "rmsprop");
  }
}

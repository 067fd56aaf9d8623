package dev.ebm.losses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.testkit.plugin.PluginContract;
import org.junit.jupiter.api.Test;

class LossesPluginTest extends PluginContract {

  @Override
  protected EbmPlugin plugin() {
    return new LossesPlugin();
  }

  @Test
  void offersEveryComponentOfThisModule() {
    assertThat(plugin().id().value()).isEqualTo("ebm-losses");
    assertThat(plugin().components())
        .extracting(ComponentFactory::name)
        .containsExactly(
            "energy-discrepancy",
            "kl-contraction",
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

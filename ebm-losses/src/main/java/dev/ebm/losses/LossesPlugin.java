package dev.ebm.losses;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.util.List;

/** The losses, perturbations and optimisers of this module; a new one is one line more. */
public final class LossesPlugin implements EbmPlugin {

  @Override
  public PluginId id() {
    return new PluginId("ebm-losses");
  }

  @Override
  public List<ComponentFactory<?, ?>> components() {
    return List.of(
        EnergyDiscrepancy.FACTORY,
        KlContraction.FACTORY,
        RecoveryLikelihood.FACTORY,
        ContrastiveDivergence.FACTORY,
        PersistentContrastiveDivergence.FACTORY,
        MaximumLikelihood.FACTORY,
        ScoreMatching.FACTORY,
        SlicedScoreMatching.FACTORY,
        DenoisingScoreMatching.FACTORY,
        NoiseContrastiveEstimation.FACTORY,
        Gaussian.FACTORY,
        OrnsteinUhlenbeck.FACTORY,
        Adam.FACTORY,
        AdamW.FACTORY,
        Sgd.FACTORY,
        RmsProp.FACTORY);
  }
}

package dev.ebm.metrics;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.util.List;

/** The metrics of this module; a new one is one line more. */
public final class MetricsPlugin implements EbmPlugin {

  @Override
  public PluginId id() {
    return new PluginId("ebm-metrics");
  }

  @Override
  public List<ComponentFactory<?, ?>> components() {
    return List.of(
        LogDensityMse.FACTORY,
        LogZQuadrature.FACTORY,
        LogZImportanceSampling.FACTORY,
        LogZAis.FACTORY,
        LogLikelihood.FACTORY,
        Mmd.FACTORY,
        SlicedWasserstein.FACTORY,
        ChainDiagnostics.FACTORY,
        Auroc.FACTORY);
  }
}

package dev.ebm.data;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.util.List;

/** The datasets of this module; a new one is one line more. */
public final class DataPlugin implements EbmPlugin {

  @Override
  public PluginId id() {
    return new PluginId("ebm-data");
  }

  @Override
  public List<ComponentFactory<?, ?>> components() {
    return List.of(
        Gaussians.EIGHT,
        Gaussians.TWENTY_FIVE,
        Rings.CIRCLES,
        Rings.RINGS,
        Checkerboard.FACTORY,
        TwoSpirals.FACTORY,
        Moons.FACTORY,
        Pinwheel.FACTORY,
        SwissRoll.FACTORY,
        GaussianMixture.FACTORY,
        Csv.FACTORY);
  }
}

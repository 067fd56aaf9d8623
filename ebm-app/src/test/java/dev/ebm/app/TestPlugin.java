package dev.ebm.app;

import dev.ebm.api.method.Loss;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.util.List;

/** A plugin with bugs that only training meets; on the class path of these tests. */
public final class TestPlugin implements EbmPlugin {

  /** No options. */
  record Config() {}

  private static ComponentFactory<Loss, Config> loss(String name, Loss loss) {
    return new ComponentFactory<>(
        Loss.class, name, Config.class, "For tests", (config, context) -> loss);
  }

  @Override
  public PluginId id() {
    return new PluginId("test-losses");
  }

  @Override
  public List<ComponentFactory<?, ?>> components() {
    return List.of(
        loss("not-a-scalar", (context, x) -> context.energy(x)),
        loss(
            "crashing",
            (context, x) -> {
              throw new IllegalStateException("a bug");
            }));
  }
}

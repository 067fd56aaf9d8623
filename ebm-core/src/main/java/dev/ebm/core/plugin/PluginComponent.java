package dev.ebm.core.plugin;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.ComponentKind;

/**
 * A component of a plugin.
 *
 * @param plugin the plugin
 * @param factory makes it
 * @param <T> the contract
 */
public record PluginComponent<T>(LoadedPlugin plugin, ComponentFactory<T, ?> factory)
    implements Contribution {

  @Override
  public String name() {
    return factory.name();
  }

  @Override
  public String label() {
    return ComponentKind.of(factory.kind()).orElseThrow().label();
  }
}

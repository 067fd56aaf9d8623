package dev.ebm.api.plugin;

import java.util.List;

/**
 * The only service of the framework: a jar names its implementation in {@code
 * META-INF/services/dev.ebm.api.plugin.EbmPlugin}. The class is public with a public constructor
 * without arguments, and does no work when it is made.
 */
public interface EbmPlugin extends AutoCloseable {

  /** The identity; equal to the manifest's {@code Ebm-Plugin-Id}. */
  PluginId id();

  /** Energies, losses, samplers and all other components but backends. */
  default List<ComponentFactory<?, ?>> components() {
    return List.of();
  }

  /** Backends. */
  default List<BackendFactory<?>> backends() {
    return List.of();
  }

  /** Frees what the plugin holds; called once at the end, idempotent. */
  @Override
  default void close() {}
}

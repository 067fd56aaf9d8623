package dev.ebm.api.plugin;

import java.util.List;
import org.apiguardian.api.API;

/**
 * The only service of the framework: a jar names its implementation in {@code
 * META-INF/services/dev.ebm.api.plugin.EbmPlugin}. The class is public with a public constructor
 * without arguments, and does no work when it is made.
 *
 * <p>The application makes one call at a time, from threads that may change from call to call.
 * Calls that compute nothing have a time limit: those on this class, those that make, probe or
 * close something, and those that add to a program.
 */
@API(status = API.Status.STABLE, since = "1.0")
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

  /**
   * Gets ready, after all checks of all plugins and before anything that they offer is made.
   * Plugins start one after the other, in the order of their ids. One that fails is left out, and
   * is not closed.
   */
  default void start(PluginContext context) {}

  /**
   * Frees what the plugin holds; called once at the end, in the reverse order of the starts, after
   * the plugin's components were closed. Idempotent.
   */
  @Override
  default void close() {}
}

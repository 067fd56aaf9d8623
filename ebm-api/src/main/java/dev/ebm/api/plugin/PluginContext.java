package dev.ebm.api.plugin;

import java.util.function.Supplier;
import org.apiguardian.api.API;

/** What a plugin may ask the application for, from its start to its close. */
@API(status = API.Status.STABLE, since = "1.0")
public interface PluginContext {

  /** The plugin's own identity. */
  PluginId id();

  /** The API that the application offers, at least the one that the plugin was built against. */
  ApiVersion hostApi();

  /**
   * Runs something with the plugin's class loader as the thread's context class loader. The
   * application does so around each of its calls; a plugin needs it on threads of its own.
   */
  <V> V inPluginClassLoader(Supplier<V> body);
}

package dev.ebm.core.plugin;

import dev.ebm.api.plugin.ApiVersion;
import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.util.List;
import java.util.function.Supplier;

/**
 * A plugin that passed every check.
 *
 * @param id its identity
 * @param version its version; {@code dev} if its classes lie in no jar
 * @param api the API that it was built against
 * @param location its jar or folder, or {@code class path}
 * @param builtIn whether it comes with the application
 * @param plugin the plugin itself
 * @param components its components, in its order
 * @param backends its backends, in its order
 */
public record LoadedPlugin(
    PluginId id,
    String version,
    ApiVersion api,
    String location,
    boolean builtIn,
    EbmPlugin plugin,
    List<ComponentFactory<?, ?>> components,
    List<BackendFactory<?>> backends) {

  /** The location of plugins that the application's own loader finds. */
  public static final String CLASS_PATH = "class path";

  /** Ids with this prefix belong to the application. */
  static final String RESERVED = "ebm-";

  /** Copies the lists. */
  public LoadedPlugin {
    components = List.copyOf(components);
    backends = List.copyOf(backends);
  }

  /** Calls into the plugin with its class loader as the thread's context class loader. */
  public <V> V call(Supplier<V> body) {
    return ContextLoader.call(plugin.getClass().getClassLoader(), body);
  }

  /** The form in which messages name it: id, version and location. */
  @Override
  public String toString() {
    return "plugin " + id + " " + version + " (" + location + ")";
  }
}

package dev.ebm.core.plugin;

import dev.ebm.api.plugin.ApiVersion;
import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.io.IOException;
import java.time.Duration;
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
 * @param timeLimit how long a call may take that computes nothing, unless it is built in
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
    Duration timeLimit,
    EbmPlugin plugin,
    List<ComponentFactory<?, ?>> components,
    List<BackendFactory<?>> backends) {

  /** The location of plugins that the application's own loader finds. */
  public static final String CLASS_PATH = "class path";

  /** The version of plugins without a manifest. */
  static final String DEV = "dev";

  /** Ids with this prefix belong to the application. */
  static final String RESERVED = "ebm-";

  /** Copies the lists. */
  public LoadedPlugin {
    components = List.copyOf(components);
    backends = List.copyOf(backends);
  }

  /** Calls into the plugin with its class loader as the thread's context class loader. */
  public <V> V call(Supplier<V> body) {
    return ContextLoader.call(loader(), body::get);
  }

  /**
   * Makes a call that computes nothing; the application's own plugins may take as long as they
   * like.
   *
   * @param callee the plugin or one of its components, as messages name it
   * @param call what it is asked to do
   * @throws PluginException EBM-P112 if it takes longer than the limit
   * @throws X what it throws itself
   */
  <V, X extends Exception> V quickly(String callee, String call, Body<V, X> body) throws X {
    return builtIn
        ? ContextLoader.call(loader(), body)
        : new LimitedCall<>(callee, call, loader(), body).within(timeLimit);
  }

  /**
   * The class loader that its classes come from; the application's for plugins of the class path.
   */
  public ClassLoader loader() {
    return plugin.getClass().getClassLoader();
  }

  /**
   * The packages whose classes a plugin gets from the application instead of its own jars, each
   * with those below it and with a dot behind: the contracts and logging always, and libraries with
   * native code where the application has them.
   */
  public static List<String> sharedPackages() {
    return DropInClassLoader.shared();
  }

  /** Whether it has no manifest, as classes that a build has not yet packed. */
  public boolean isDev() {
    return version.equals(DEV);
  }

  /** Closes its class loader, if it has one of its own. */
  void unload() throws IOException {
    if (loader() instanceof DropInClassLoader own) {
      own.close();
    }
  }

  /** Where one of its components comes from. */
  Origin origin(String component) {
    return new Origin(component, toString(), loader(), timeLimit);
  }

  static String name(PluginId id, String version, String location) {
    return "plugin " + id + " " + version + " (" + location + ")";
  }

  /** The form in which messages name it: id, version and location. */
  @Override
  public String toString() {
    return name(id, version, location);
  }
}

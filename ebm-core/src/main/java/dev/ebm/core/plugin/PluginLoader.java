package dev.ebm.core.plugin;

import dev.ebm.api.error.Problem;
import dev.ebm.api.plugin.EbmPlugin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader.Provider;

/**
 * Finds plugins on the class path and in a plugins directory. A broken plugin becomes a problem of
 * the catalogue and never keeps others from loading.
 */
public final class PluginLoader {

  private final ClassLoader host;
  private final PluginPolicy policy;

  /** Finds class path plugins where this class comes from, by the default policy. */
  public PluginLoader() {
    this(PluginPolicy.byDefault());
  }

  /** Finds class path plugins where this class comes from. */
  public PluginLoader(PluginPolicy policy) {
    this(PluginLoader.class.getClassLoader(), policy);
  }

  /**
   * Finds class path plugins with the application's class loader.
   *
   * @param host the application's class loader
   * @param policy what is disabled, required and refused
   */
  public PluginLoader(ClassLoader host, PluginPolicy policy) {
    this.host = host;
    this.policy = policy;
  }

  /** The plugins of the class path. */
  public PluginCatalog load() {
    return load(List.<Path>of());
  }

  /** The plugins of the class path, and those of a directory if it exists. */
  public PluginCatalog load(Path pluginsDirectory) {
    List<Problem> problems = new ArrayList<>();
    return open(PluginsDirectory.read(pluginsDirectory, problems), problems);
  }

  /**
   * The plugins of the class path, and drop-ins that lie anywhere.
   *
   * @param dropIns jars, or folders of the jars of one plugin each
   */
  public PluginCatalog load(List<Path> dropIns) {
    List<Problem> problems = new ArrayList<>();
    return open(PluginsDirectory.read(dropIns, problems), problems);
  }

  private PluginCatalog open(List<DropIn> dropIns, List<Problem> problems) {
    try (Quarantine quarantine = new Quarantine(policy.timeLimit(), problems);
        Loading loading = new Loading(host, policy, quarantine, problems)) {
      for (Provider<EbmPlugin> provider : Providers.find(host, LoadedPlugin.CLASS_PATH, problems)) {
        loading.consider(provider);
      }
      dropIns.forEach(loading::consider);
      return loading.finish();
    }
  }
}

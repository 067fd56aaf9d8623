package dev.ebm.core.plugin;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader.Provider;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Finds plugins on the class path and in a plugins directory. A broken plugin becomes a problem of
 * the catalogue and never keeps others from loading.
 */
public final class PluginLoader {

  private final ClassLoader host;

  /** Finds class path plugins where this class comes from. */
  public PluginLoader() {
    this(PluginLoader.class.getClassLoader());
  }

  /** Finds class path plugins with the application's class loader. */
  public PluginLoader(ClassLoader host) {
    this.host = host;
  }

  /** A plugin whose identity is known; loading it may still fail. */
  private record Candidate(PluginId id, String location, Supplier<LoadedPlugin> load) {}

  /** The plugins of the class path. */
  public PluginCatalog load() {
    return load(List.of(), new ArrayList<>());
  }

  /** The plugins of the class path, and those of a directory if it exists. */
  public PluginCatalog load(Path pluginsDirectory) {
    List<Problem> problems = new ArrayList<>();
    return load(PluginsDirectory.read(pluginsDirectory, problems), problems);
  }

  private PluginCatalog load(List<DropIn> dropIns, List<Problem> problems) {
    List<Candidate> candidates = new ArrayList<>();
    for (Provider<EbmPlugin> provider : Providers.find(host, LoadedPlugin.CLASS_PATH, problems)) {
      attempt(problems, () -> candidates.add(ofClassPath(provider)));
    }
    for (DropIn dropIn : dropIns) {
      attempt(problems, () -> candidates.add(ofDropIn(dropIn, problems)));
    }
    Map<PluginId, List<Candidate>> byId =
        candidates.stream()
            .collect(
                Collectors.groupingBy(
                    Candidate::id,
                    () -> new TreeMap<>(Comparator.comparing(PluginId::value)),
                    Collectors.toList()));
    List<LoadedPlugin> loaded = new ArrayList<>();
    byId.forEach(
        (id, same) -> {
          if (same.size() > 1) {
            problems.add(duplicate(id, same));
          } else {
            attempt(problems, () -> loaded.add(same.get(0).load().get()));
          }
        });
    return new PluginCatalog(loaded, problems);
  }

  private static Candidate ofClassPath(Provider<EbmPlugin> provider) {
    LoadedPlugin plugin = ClassPathPlugin.load(provider);
    return new Candidate(plugin.id(), plugin.location(), () -> plugin);
  }

  private Candidate ofDropIn(DropIn dropIn, List<Problem> problems) {
    String location = dropIn.location().toString();
    PluginManifest manifest = dropIn.inspect(problems);
    if (manifest.id().value().startsWith(LoadedPlugin.RESERVED)) {
      throw PluginException.of(
          "EBM-P109",
          location,
          "the plugin id " + manifest.id() + " is reserved for the application's own plugins",
          "choose an id that does not begin with '" + LoadedPlugin.RESERVED + "'");
    }
    return new Candidate(manifest.id(), location, () -> dropIn.load(manifest, host));
  }

  private static Problem duplicate(PluginId id, List<Candidate> same) {
    return Problem.error(
        "EBM-P106",
        same.stream().map(Candidate::location).collect(Collectors.joining(", ")),
        "have the same plugin id " + id + ", and none of them is loaded",
        "remove all but one");
  }

  private static void attempt(List<Problem> problems, Runnable step) {
    try {
      step.run();
    } catch (EbmException e) {
      problems.addAll(e.problems());
    }
  }
}

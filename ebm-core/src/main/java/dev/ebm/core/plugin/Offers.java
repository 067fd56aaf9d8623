package dev.ebm.core.plugin;

import dev.ebm.api.error.Problem;
import dev.ebm.api.plugin.ApiVersion;
import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.api.plugin.EbmPlugin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a plugin offers, asked for once and checked. */
final class Offers {

  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  private static final String BACKEND = "backend";

  private Offers() {}

  /**
   * The plugin with its components and backends.
   *
   * @param limit how long a call may take later that computes nothing
   * @throws PluginException EBM-P103 if its id is not the manifest's, EBM-P120 if a name is invalid
   *     or given twice or options are no record, EBM-P121 if asking it fails
   */
  static LoadedPlugin of(
      EbmPlugin plugin, Optional<PluginManifest> manifest, String location, Duration limit) {
    try {
      return ContextLoader.call(
          plugin.getClass().getClassLoader(), () -> ask(plugin, manifest, location, limit));
    } catch (PluginException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      if (Origin.isOfTheJvm(e)) {
        throw e;
      }
      throw new PluginException(
          Problem.error(
              "EBM-P121",
              manifest.map(known -> known.at(location)).orElse(location),
              "asking "
                  + plugin.getClass().getName()
                  + " what it offers failed: "
                  + Origin.inOneLine(e),
              e instanceof LinkageError
                  ? "it was built against other versions of its libraries or of the application"
                  : "report it to the plugin's author"),
          e);
    }
  }

  private static LoadedPlugin ask(
      EbmPlugin plugin, Optional<PluginManifest> manifest, String location, Duration limit) {
    PluginManifest identity =
        manifest.orElseGet(
            () -> new PluginManifest(plugin.id(), LoadedPlugin.DEV, ApiVersion.CURRENT));
    if (!plugin.id().equals(identity.id())) {
      throw PluginException.of(
          "EBM-P103",
          identity.at(location),
          "the manifest says " + identity.id() + ", the plugin says " + plugin.id(),
          "EbmPlugin.id() returns the manifest's " + PluginManifest.ID);
    }
    String name = identity.at(location);
    List<ComponentFactory<?, ?>> components = List.copyOf(plugin.components());
    List<BackendFactory<?>> backends = List.copyOf(plugin.backends());
    List<Problem> problems = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (ComponentFactory<?, ?> component : components) {
      Optional<ComponentKind> kind = ComponentKind.of(component.kind());
      if (kind.isEmpty()) {
        problems.add(
            Problem.error(
                "EBM-P120",
                name,
                component.kind().getName() + " of '" + component.name() + "' is no contract",
                "see ComponentKind for those that a plugin may implement"));
      }
      String label = kind.map(ComponentKind::label).orElse(component.kind().getName());
      checkName(label, component.name(), taken, name).ifPresent(problems::add);
      checkOptions(label, component.name(), component.configType(), name).ifPresent(problems::add);
    }
    for (BackendFactory<?> backend : backends) {
      checkName(BACKEND, backend.name(), taken, name).ifPresent(problems::add);
      checkOptions(BACKEND, backend.name(), backend.configType(), name).ifPresent(problems::add);
    }
    if (!problems.isEmpty()) {
      throw new PluginException(problems);
    }
    boolean builtIn =
        location.equals(LoadedPlugin.CLASS_PATH)
            && identity.id().value().startsWith(LoadedPlugin.RESERVED);
    return new LoadedPlugin(
        identity.id(),
        identity.version(),
        identity.api(),
        location,
        builtIn,
        limit,
        plugin,
        components,
        builtIn ? backends : guarded(backends, name, plugin.getClass().getClassLoader(), limit));
  }

  private static List<BackendFactory<?>> guarded(
      List<BackendFactory<?>> backends, String plugin, ClassLoader loader, Duration limit) {
    List<BackendFactory<?>> guarded = new ArrayList<>();
    for (BackendFactory<?> backend : backends) {
      Origin origin = new Origin("backend '" + backend.name() + "'", plugin, loader, limit);
      guarded.add(Guard.before(BackendFactory.class, backend, origin));
    }
    return guarded;
  }

  private static Optional<Problem> checkName(
      String kind, String name, Set<String> taken, String plugin) {
    if (!NAME.matcher(name).matches()) {
      return Optional.of(
          Problem.error(
              "EBM-P120",
              plugin,
              "the %s name '%s' is not kebab-case".formatted(kind, name),
              "write it as in 'energy-discrepancy'"));
    }
    return taken.add(kind + ":" + name)
        ? Optional.empty()
        : Optional.of(
            Problem.error(
                "EBM-P120",
                plugin,
                "offers the %s '%s' twice".formatted(kind, name),
                "a name is unique among a plugin's components of one kind"));
  }

  /** What is no record got past the compiler by an unchecked cast. */
  private static Optional<Problem> checkOptions(
      String kind, String name, Class<?> configType, String plugin) {
    return configType != null && configType.isRecord()
        ? Optional.empty()
        : Optional.of(
            Problem.error(
                "EBM-P120",
                plugin,
                "the options of the %s '%s' are no record: %s"
                    .formatted(kind, name, configType == null ? "null" : configType.getName()),
                "configType is the class of a record whose components have @Option"));
  }
}

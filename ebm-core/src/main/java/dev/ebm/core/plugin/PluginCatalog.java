package dev.ebm.core.plugin;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.error.Problem;
import dev.ebm.api.error.Severity;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.core.config.ComponentOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What was found: plugins, what they offer, and what is wrong with the others. Immutable. */
public final class PluginCatalog implements ComponentOptions, AutoCloseable {

  private final List<LoadedPlugin> plugins;
  private final List<Problem> problems;
  private final List<PluginComponent<?>> components;
  private final List<PluginBackend> backends;

  /**
   * A catalogue.
   *
   * @param plugins in the order in which they are to be listed; closed in reverse
   */
  PluginCatalog(List<LoadedPlugin> plugins, List<Problem> problems) {
    this.plugins = List.copyOf(plugins);
    this.problems = List.copyOf(problems);
    List<PluginComponent<?>> named = new ArrayList<>();
    List<PluginBackend> engines = new ArrayList<>();
    for (LoadedPlugin plugin : plugins) {
      plugin.components().forEach(factory -> named.add(component(plugin, factory)));
      plugin
          .backends()
          .forEach(factory -> engines.add(new PluginBackend(plugin, factory.name(), factory)));
    }
    named.sort(
        Comparator.comparing((PluginComponent<?> c) -> kind(c.factory().kind()))
            .thenComparing(Contribution::name)
            .thenComparing(Contribution::canonicalName));
    engines.sort(
        Comparator.comparing(PluginBackend::name).thenComparing(Contribution::canonicalName));
    this.components = List.copyOf(named);
    this.backends = List.copyOf(engines);
  }

  /**
   * A catalogue of given plugins, without looking for any.
   *
   * @throws PluginException EBM-P106, EBM-P120 or EBM-P121 if a plugin is broken
   */
  public static PluginCatalog of(EbmPlugin... plugins) {
    List<LoadedPlugin> loaded = new ArrayList<>();
    for (EbmPlugin plugin : plugins) {
      LoadedPlugin next = Offers.of(plugin, Optional.empty(), LoadedPlugin.CLASS_PATH);
      if (loaded.stream().anyMatch(other -> other.id().equals(next.id()))) {
        throw PluginException.of(
            "EBM-P106", next.location(), "two plugins have the id " + next.id(), "give only one");
      }
      loaded.add(next);
    }
    return new PluginCatalog(loaded, List.of());
  }

  private static <T> PluginComponent<T> component(
      LoadedPlugin plugin, ComponentFactory<T, ?> factory) {
    return new PluginComponent<>(plugin, factory);
  }

  private static ComponentKind kind(Class<?> contract) {
    return ComponentKind.of(contract)
        .orElseThrow(() -> new IllegalArgumentException(contract.getName() + " is no contract"));
  }

  /** The plugins that can be used, sorted by id. */
  public List<LoadedPlugin> plugins() {
    return plugins;
  }

  /** What is wrong: errors (EBM-Pxxx) about plugins left out, and warnings. */
  public List<Problem> problems() {
    return problems;
  }

  /**
   * This catalogue, for those who do not want to go on without a plugin that is broken.
   *
   * @throws PluginException with all problems, if one of them is an error; this catalogue is then
   *     closed
   */
  public PluginCatalog orThrow() {
    if (problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR)) {
      close();
      throw new PluginException(problems);
    }
    return this;
  }

  /**
   * A component by its short or canonical name. Short names belong to the built-in plugins first.
   *
   * @throws dev.ebm.api.error.ConfigException EBM-C010 if the short name is ambiguous, EBM-C011 if
   *     there is none
   */
  public <T> PluginComponent<T> component(Class<T> kind, String name) {
    return new NameLookup<>(kind(kind).label(), "EBM-C011", components(kind), problems).find(name);
  }

  /**
   * A backend by its short or canonical name.
   *
   * @throws dev.ebm.api.error.ConfigException EBM-C010 if the short name is ambiguous, EBM-C012 if
   *     there is none
   */
  public PluginBackend backend(String name) {
    return new NameLookup<>("backend", "EBM-C012", backends, problems).find(name);
  }

  /** All components, sorted by kind and name. */
  public List<PluginComponent<?>> components() {
    return components;
  }

  /** The components of one kind, sorted by name. */
  @SuppressWarnings("unchecked")
  public <T> List<PluginComponent<T>> components(Class<T> kind) {
    return components.stream()
        .filter(component -> component.factory().kind() == kind)
        .map(component -> (PluginComponent<T>) component)
        .toList();
  }

  /** All backends, sorted by name. */
  public List<PluginBackend> backends() {
    return backends;
  }

  @Override
  public Class<? extends Record> of(Class<?> kind, String name) {
    return kind == Backend.class
        ? backend(name).factory().configType()
        : component(kind, name).factory().configType();
  }

  /**
   * Closes the plugins in reverse order, each with its class loader.
   *
   * @throws PluginException EBM-P140 after all were closed, if some failed to
   */
  @Override
  public void close() {
    List<Problem> failures = new ArrayList<>();
    for (int i = plugins.size() - 1; i >= 0; i--) {
      LoadedPlugin plugin = plugins.get(i);
      try {
        plugin.call(
            () -> {
              plugin.plugin().close();
              return plugin;
            });
        if (plugin.plugin().getClass().getClassLoader() instanceof DropInClassLoader loader) {
          loader.close();
        }
      } catch (RuntimeException | LinkageError | IOException e) {
        failures.add(
            Problem.error(
                "EBM-P140",
                plugin.toString(),
                "closing it failed: " + e,
                "report it to its author"));
      }
    }
    if (!failures.isEmpty()) {
      throw new PluginException(failures);
    }
  }
}

package dev.ebm.core.plugin;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.error.Problem;
import dev.ebm.api.error.Severity;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.core.config.ComponentOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What was found: plugins, what they offer, and what is wrong with the others. At the end it closes
 * the components that were made, the plugins, and their class loaders, each group in the reverse of
 * its order.
 */
public final class PluginCatalog implements ComponentOptions, AutoCloseable {

  /** The code of a required plugin that is not there. */
  static final String REQUIRED = "EBM-P113";

  private final List<LoadedPlugin> plugins;
  private final List<LeftOutPlugin> leftOut;
  private final List<Problem> problems;
  private final List<PluginComponent<?>> components;
  private final List<PluginBackend> backends;
  private final Deque<Opened> opened = new ArrayDeque<>();

  /** Something to close, and how messages name it. */
  private record Opened(String what, LoadedPlugin plugin, AutoCloseable resource) {}

  /**
   * A catalogue.
   *
   * @param plugins in the order in which they were started
   * @param leftOut what is there beside them
   */
  PluginCatalog(List<LoadedPlugin> plugins, List<LeftOutPlugin> leftOut, List<Problem> problems) {
    this.plugins = List.copyOf(plugins);
    this.leftOut = List.copyOf(leftOut);
    this.problems = List.copyOf(problems);
    plugins.forEach(p -> opened.push(new Opened(p.toString(), p, p::unload)));
    plugins.forEach(p -> opened.push(new Opened(p.toString(), p, p.plugin())));
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
   * A catalogue of given plugins, without looking for any and without starting them.
   *
   * @throws PluginException EBM-P106, EBM-P120 or EBM-P121 if a plugin is broken
   */
  public static PluginCatalog of(EbmPlugin... plugins) {
    return of(PluginPolicy.byDefault(), plugins);
  }

  /** The same with the time limit of a policy. */
  static PluginCatalog of(PluginPolicy policy, EbmPlugin... plugins) {
    List<LoadedPlugin> loaded = new ArrayList<>();
    for (EbmPlugin plugin : plugins) {
      LoadedPlugin next =
          Offers.of(plugin, Optional.empty(), LoadedPlugin.CLASS_PATH, policy.timeLimit());
      if (loaded.stream().anyMatch(other -> other.id().equals(next.id()))) {
        throw PluginException.of(
            "EBM-P106", next.location(), "two plugins have the id " + next.id(), "give only one");
      }
      loaded.add(next);
    }
    return new PluginCatalog(loaded, List.of(), List.of());
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

  /** The plugins that are there and are not used: disabled or broken. */
  public List<LeftOutPlugin> leftOut() {
    return leftOut;
  }

  private List<LeftOutPlugin> disabled() {
    return leftOut.stream()
        .filter(plugin -> plugin.state() == LeftOutPlugin.State.DISABLED)
        .toList();
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
    return orThrow(OnProblem.FAIL);
  }

  /**
   * This catalogue, if one may go on with it.
   *
   * @param reaction whether a broken plugin stops everything; a required plugin that is not there
   *     always does
   * @throws PluginException with all problems, if one may not; this catalogue is then closed
   */
  public PluginCatalog orThrow(OnProblem reaction) {
    boolean stops =
        problems.stream()
            .filter(problem -> problem.severity() == Severity.ERROR)
            .anyMatch(problem -> reaction == OnProblem.FAIL || problem.code().equals(REQUIRED));
    if (stops) {
      PluginException failure = new PluginException(problems);
      try {
        close();
      } catch (PluginException unclosed) {
        failure.addSuppressed(unclosed);
      }
      throw failure;
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
    return new NameLookup<>(kind(kind).label(), "EBM-C011", components(kind), disabled(), problems)
        .find(name);
  }

  /**
   * A backend by its short or canonical name.
   *
   * @throws dev.ebm.api.error.ConfigException EBM-C010 if the short name is ambiguous, EBM-C012 if
   *     there is none
   */
  public PluginBackend backend(String name) {
    return new NameLookup<>("backend", "EBM-C012", backends, disabled(), problems).find(name);
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

  @Override
  public Optional<String> origin(Class<?> kind, String name) {
    Contribution found = kind == Backend.class ? backend(name) : component(kind, name);
    return found.plugin().builtIn() ? Optional.empty() : Optional.of(found.origin().toString());
  }

  /** Closes a component at the end, before those made earlier. */
  void closeAtEnd(Contribution from, AutoCloseable component) {
    synchronized (opened) {
      opened.push(new Opened(from.origin().toString(), from.plugin(), component));
    }
  }

  /**
   * Closes everything, those opened last first. Later calls do nothing.
   *
   * @throws PluginException EBM-P112 and EBM-P140 after all were closed, if some did not come back
   *     or failed to
   */
  @Override
  public void close() {
    List<Problem> failures = new ArrayList<>();
    for (Optional<Opened> last = last(); last.isPresent(); last = last()) {
      close(last.get()).ifPresent(failure -> failures.addAll(failure.problems()));
    }
    if (!failures.isEmpty()) {
      throw new PluginException(failures);
    }
  }

  /** What is to be closed next. A plugin that closes may call back, so no lock is held then. */
  private Optional<Opened> last() {
    synchronized (opened) {
      return Optional.ofNullable(opened.poll());
    }
  }

  private static Optional<PluginException> close(Opened last) {
    try {
      last.plugin()
          .quickly(
              last.what(),
              "close",
              () -> {
                last.resource().close();
                return last;
              });
      return Optional.empty();
    } catch (Exception | Error e) {
      if (e instanceof Error error && Origin.isOfTheJvm(error)) {
        throw error;
      }
      return Optional.of(LifecycleFailure.of(last.what(), "closing", e));
    }
  }
}

package dev.ebm.core.plugin;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.plugin.ApiVersion;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginContext;
import dev.ebm.api.plugin.PluginId;
import dev.ebm.core.config.Nearest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader.Provider;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One loading of all plugins: from candidates, over those whose checks pass, to started ones. */
final class Loading implements AutoCloseable {

  private final ClassLoader host;
  private final PluginPolicy policy;
  private final Quarantine quarantine;
  private final List<Problem> problems;
  private final List<OpenedDropIn> opened = new ArrayList<>();
  private final List<DisabledPlugin> disabled = new ArrayList<>();
  private final Map<PluginId, List<Candidate>> candidates =
      new TreeMap<>(Comparator.comparing(PluginId::value));

  /**
   * Nothing is looked at yet.
   *
   * @param problems receives what is wrong with plugins
   */
  Loading(ClassLoader host, PluginPolicy policy, Quarantine quarantine, List<Problem> problems) {
    this.host = host;
    this.policy = policy;
    this.quarantine = quarantine;
    this.problems = problems;
  }

  /** A plugin whose identity is known; loading it may still fail. */
  private record Candidate(String name, Supplier<LoadedPlugin> load) {}

  /** A plugin of the class path; it has to be made to know its id. */
  void consider(Provider<EbmPlugin> provider) {
    attempt(
        () -> {
          LoadedPlugin plugin = ClassPathPlugin.load(provider, quarantine);
          String id = plugin.id().value();
          if (policy.disabled().contains(id)) {
            disabled.add(new DisabledPlugin(id, plugin.location()));
          } else if (policy.strict() && plugin.isDev() && !plugin.builtIn()) {
            throw PluginException.of(
                "EBM-P115",
                plugin.toString(),
                "has no manifest, which is refused by 'strict'",
                "pack it as a jar with the manifest's Ebm- keys, or do without 'strict'");
          } else {
            candidate(plugin.id(), plugin.toString(), () -> plugin);
          }
        });
  }

  /** A drop-in; of its classes none is loaded yet. */
  void consider(DropIn dropIn) {
    attempt(
        () -> {
          OpenedDropIn jars = new OpenedDropIn(dropIn);
          opened.add(jars);
          if (jars.id().filter(policy.disabled()::contains).isPresent()) {
            disabled.add(new DisabledPlugin(jars.id().get(), jars.location()));
            return;
          }
          PluginManifest manifest = jars.manifest(host, problems);
          String name = manifest.at(jars.location());
          if (manifest.id().value().startsWith(LoadedPlugin.RESERVED)) {
            throw PluginException.of(
                "EBM-P109",
                name,
                "the plugin id %s is reserved for the application's own plugins"
                    .formatted(manifest.id()),
                "choose an id that does not begin with '" + LoadedPlugin.RESERVED + "'");
          }
          candidate(manifest.id(), name, () -> jars.load(manifest, host, quarantine));
        });
  }

  private void candidate(PluginId id, String name, Supplier<LoadedPlugin> load) {
    candidates.computeIfAbsent(id, unused -> new ArrayList<>()).add(new Candidate(name, load));
  }

  /** Loads the candidates and starts them, in the order of their ids. */
  PluginCatalog finish() {
    List<LoadedPlugin> loaded = new ArrayList<>();
    candidates.forEach(
        (id, same) -> {
          if (same.size() > 1) {
            problems.add(duplicate(id, same));
          } else {
            attempt(() -> loaded.add(same.get(0).load().get()));
          }
        });
    List<LoadedPlugin> started = new ArrayList<>();
    for (LoadedPlugin plugin : loaded) {
      attempt(
          () -> {
            start(plugin);
            started.add(plugin);
          });
    }
    checkNames(started);
    return new PluginCatalog(started, disabled, problems);
  }

  private static Problem duplicate(PluginId id, List<Candidate> same) {
    return Problem.error(
        "EBM-P106",
        same.stream().map(Candidate::name).collect(Collectors.joining(", ")),
        "have the same plugin id " + id + ", and none of them is loaded",
        "remove all but one");
  }

  private void start(LoadedPlugin plugin) {
    PluginContext context = new StartedContext(plugin.id(), ApiVersion.CURRENT, plugin.loader());
    try {
      quarantine.call(
          plugin.toString(),
          plugin.loader(),
          () -> {
            plugin.plugin().start(context);
            return plugin;
          });
    } catch (RuntimeException | Error e) {
      if (Origin.isOfTheJvm(e)) {
        throw e;
      }
      PluginException failure =
          e instanceof PluginException known ? known : LifecycleFailure.of(plugin, "starting", e);
      try {
        plugin.unload();
      } catch (IOException unclosed) {
        failure.addSuppressed(unclosed);
      }
      throw failure;
    }
  }

  /** Ids that the policy requires and that are not there, or that it disables and nobody has. */
  private void checkNames(List<LoadedPlugin> started) {
    List<String> found = started.stream().map(plugin -> plugin.id().value()).toList();
    for (String id : policy.required()) {
      if (!found.contains(id)) {
        problems.add(
            Problem.error(
                PluginCatalog.REQUIRED,
                "plugin " + id,
                "is required and is %s; found: %s".formatted(state(id), String.join(", ", found)),
                "install or mend it, or take it from the required plugins"));
      }
    }
    List<String> known =
        Stream.concat(
                candidates.keySet().stream().map(PluginId::value),
                disabled.stream().map(DisabledPlugin::id))
            .toList();
    for (String id : policy.disabled()) {
      if (!known.contains(id)) {
        problems.add(
            Problem.warning(
                "EBM-P116",
                "plugin " + id,
                "is disabled, and no plugin has this id",
                Nearest.question(id, known) + "known: " + String.join(", ", known)));
      }
    }
  }

  private String state(String id) {
    if (disabled.stream().anyMatch(plugin -> plugin.id().equals(id))) {
      return "disabled";
    }
    return candidates.keySet().stream().anyMatch(known -> known.value().equals(id))
            || opened.stream().anyMatch(jars -> jars.id().filter(id::equals).isPresent())
        ? "broken"
        : "missing";
  }

  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (EbmException e) {
      problems.addAll(e.problems());
    }
  }

  /** Closes the jars that were looked into. */
  @Override
  public void close() {
    opened.forEach(OpenedDropIn::close);
  }
}

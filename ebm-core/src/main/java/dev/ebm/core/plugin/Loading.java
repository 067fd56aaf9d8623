package dev.ebm.core.plugin;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.plugin.ApiVersion;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginContext;
import dev.ebm.api.plugin.PluginId;
import dev.ebm.core.config.Nearest;
import dev.ebm.core.plugin.LeftOutPlugin.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final List<LeftOutPlugin> leftOut = new ArrayList<>();
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

  /**
   * A plugin whose id is known; loading it may still fail.
   *
   * @param identity as lists show it
   * @param name as messages name it
   */
  private record Candidate(Identity identity, String name, Supplier<LoadedPlugin> load) {}

  /** A plugin of the class path. */
  void consider(Provider<EbmPlugin> provider) {
    attempt(
        Identity.unknown(LoadedPlugin.CLASS_PATH),
        State.REJECTED,
        () -> consider(ClassPathPlugin.of(provider)));
  }

  private void consider(ClassPathPlugin found) {
    Identity identity = found.identity();
    if (isDisabled(identity)) {
      leaveOut(identity, State.DISABLED, List.of());
      return;
    }
    attempt(
        identity,
        State.REJECTED,
        () -> {
          Optional<PluginManifest> manifest = found.manifest();
          attempt(identity, State.FAILED, () -> consider(found.load(manifest, quarantine)));
        });
  }

  /** One of the class path that has been made: without a manifest only then its id is known. */
  private void consider(LoadedPlugin plugin) {
    Identity identity = Identity.of(plugin);
    if (isDisabled(identity)) {
      leaveOut(identity, State.DISABLED, List.of());
    } else if (policy.strict() && plugin.isDev() && !plugin.builtIn()) {
      leaveOut(
          identity,
          State.REJECTED,
          List.of(
              Problem.error(
                  "EBM-P115",
                  plugin.toString(),
                  "has no manifest, which is refused by 'strict'",
                  "pack it as a jar with the manifest's Ebm- keys, or do without 'strict'")));
    } else {
      candidate(plugin.id(), new Candidate(identity, plugin.toString(), () -> plugin));
    }
  }

  /** A drop-in; of its classes none is loaded yet. */
  void consider(DropIn dropIn) {
    attempt(
        Identity.unknown(dropIn.location().toString()),
        State.REJECTED,
        () -> {
          OpenedDropIn jars = new OpenedDropIn(dropIn);
          opened.add(jars);
          consider(jars);
        });
  }

  private void consider(OpenedDropIn jars) {
    Identity identity = jars.identity();
    if (isDisabled(identity)) {
      leaveOut(identity, State.DISABLED, List.of());
      return;
    }
    attempt(
        identity,
        State.REJECTED,
        () -> {
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
          candidate(
              manifest.id(),
              new Candidate(identity, name, () -> jars.load(manifest, host, quarantine)));
        });
  }

  private boolean isDisabled(Identity identity) {
    return identity.id().filter(policy.disabled()::contains).isPresent();
  }

  private void candidate(PluginId id, Candidate candidate) {
    candidates.computeIfAbsent(id, unused -> new ArrayList<>()).add(candidate);
  }

  /** Loads the candidates and starts them, in the order of their ids. */
  PluginCatalog finish() {
    List<LoadedPlugin> loaded = new ArrayList<>();
    candidates.forEach(
        (id, same) -> {
          if (same.size() > 1) {
            Problem duplicate = duplicate(id, same);
            problems.add(duplicate);
            List<String> codes = List.of(duplicate.code());
            same.forEach(
                one -> leftOut.add(new LeftOutPlugin(one.identity(), State.REJECTED, codes)));
          } else {
            Candidate only = same.get(0);
            attempt(only.identity(), State.FAILED, () -> loaded.add(only.load().get()));
          }
        });
    List<LoadedPlugin> started = new ArrayList<>();
    for (LoadedPlugin plugin : loaded) {
      attempt(
          Identity.of(plugin),
          State.FAILED,
          () -> {
            start(plugin);
            started.add(plugin);
          });
    }
    checkNames(started);
    return new PluginCatalog(started, leftOut, problems);
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
      PluginException failure = LifecycleFailure.of(plugin.toString(), "starting", e);
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
        Stream.concat(found.stream(), leftOut.stream().flatMap(one -> one.identity().id().stream()))
            .distinct()
            .sorted()
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
    return leftOut.stream()
        .filter(plugin -> plugin.identity().id().filter(id::equals).isPresent())
        .findFirst()
        .map(plugin -> plugin.state() == State.DISABLED ? "disabled" : "broken")
        .orElse("missing");
  }

  private void attempt(Identity identity, State otherwise, Runnable step) {
    try {
      step.run();
    } catch (EbmException e) {
      leaveOut(identity, otherwise, e.problems());
    }
  }

  private void leaveOut(Identity identity, State state, List<Problem> why) {
    problems.addAll(why);
    List<String> codes = why.stream().map(Problem::code).distinct().toList();
    leftOut.add(new LeftOutPlugin(identity, state, codes));
  }

  /** Closes the jars that were looked into. */
  @Override
  public void close() {
    opened.forEach(OpenedDropIn::close);
  }
}

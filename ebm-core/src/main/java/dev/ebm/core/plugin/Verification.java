package dev.ebm.core.plugin;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.error.Problem;
import dev.ebm.api.error.Severity;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.core.config.RecordBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks of a plugin that take too long for every start of the program, or that warn its author.
 */
public final class Verification {

  /** Options that a user has to set are no mistake. */
  private static final String REQUIRED = "EBM-C002";

  private final PluginCatalog catalog;

  /** Checks plugins of a catalogue, whose components may name each other. */
  public Verification(PluginCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * What is wrong with a plugin that loads: defaults that do not bind (EBM-C008 and others),
   * classes in several of its jars (EBM-P117), offers that change from call to call (EBM-P118),
   * components without a summary (EBM-P119).
   */
  public List<Problem> of(LoadedPlugin plugin) {
    List<Problem> problems = new ArrayList<>(JarScan.of(plugin).problems(plugin.toString()));
    plugin
        .components()
        .forEach(
            factory -> {
              String label = plugin.origin(label(factory.kind(), factory.name())).toString();
              problems.addAll(defaults(factory.configType(), label));
              problems.addAll(summary(factory.summary(), label));
            });
    plugin
        .backends()
        .forEach(
            factory -> {
              String label = plugin.origin(label(Backend.class, factory.name())).toString();
              problems.addAll(defaults(factory.configType(), label));
              problems.addAll(summary(factory.summary(), label));
            });
    problems.addAll(constancy(plugin));
    return problems;
  }

  private static List<Problem> constancy(LoadedPlugin plugin) {
    try {
      if (names(plugin).equals(names(plugin))) {
        return List.of();
      }
      return List.of(inconstant(plugin, "offers other components each time it is asked"));
    } catch (PluginException hanging) {
      return hanging.problems();
    } catch (RuntimeException | LinkageError e) {
      return List.of(inconstant(plugin, "fails when it is asked again: " + Origin.inOneLine(e)));
    }
  }

  private static Problem inconstant(LoadedPlugin plugin, String what) {
    return Problem.error(
        "EBM-P118",
        plugin.toString(),
        what,
        "components() and backends() return the same offers in every call");
  }

  private static String label(Class<?> kind, String name) {
    return "%s '%s'"
        .formatted(
            kind == Backend.class ? "backend" : ComponentKind.of(kind).orElseThrow().label(), name);
  }

  private List<Problem> defaults(Class<? extends Record> configType, String origin) {
    return new RecordBinder(catalog)
        .bind(configType, Map.of(), "", Optional.of(origin)).problems().stream()
            .filter(problem -> !problem.code().equals(REQUIRED))
            .map(
                problem ->
                    new Problem(
                        Severity.ERROR,
                        problem.code(),
                        problem.where().isEmpty() ? origin : origin + " " + problem.where(),
                        problem.what(),
                        problem.hint()))
            .toList();
  }

  private static List<Problem> summary(String summary, String origin) {
    return summary.isBlank()
        ? List.of(
            Problem.warning(
                "EBM-P119", origin, "has no summary", "say in one line what it is, for the lists"))
        : List.of();
  }

  private static List<String> names(LoadedPlugin plugin) {
    return plugin.quickly(
        plugin.toString(),
        "components",
        () -> {
          List<String> names = new ArrayList<>();
          for (ComponentFactory<?, ?> component : plugin.plugin().components()) {
            names.add(label(component.kind(), component.name()) + component.configType());
          }
          plugin
              .plugin()
              .backends()
              .forEach(backend -> names.add(label(Backend.class, backend.name())));
          return names;
        });
  }
}

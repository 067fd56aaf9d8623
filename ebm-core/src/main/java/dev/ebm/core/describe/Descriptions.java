package dev.ebm.core.describe;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.error.ConfigException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.core.config.Nearest;
import dev.ebm.core.config.RecordBinder;
import dev.ebm.core.config.RecordOption;
import dev.ebm.core.plugin.Contribution;
import dev.ebm.core.plugin.LoadedPlugin;
import dev.ebm.core.plugin.PluginBackend;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.plugin.PluginComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The descriptions of everything that a catalogue offers. */
public final class Descriptions {

  private static final String BACKEND = "backend";

  private final PluginCatalog catalog;

  /** Describes what a catalogue offers. */
  public Descriptions(PluginCatalog catalog) {
    this.catalog = catalog;
  }

  /** The labels of all kinds, with backends. */
  public static List<String> labels() {
    return Stream.concat(
            Arrays.stream(ComponentKind.values()).map(ComponentKind::label), Stream.of(BACKEND))
        .toList();
  }

  /** The word for a contract, such as {@code loss}. */
  public static String label(Class<?> kind) {
    return kind == Backend.class ? BACKEND : ComponentKind.of(kind).orElseThrow().label();
  }

  /**
   * The contract of a label.
   *
   * @throws ConfigException EBM-C013 if there is no such kind
   */
  public static Class<?> kind(String label) {
    if (label.equals(BACKEND)) {
      return Backend.class;
    }
    return Arrays.stream(ComponentKind.values())
        .filter(kind -> kind.label().equals(label))
        .findFirst()
        .<Class<?>>map(ComponentKind::contract)
        .orElseThrow(
            () ->
                new ConfigException(
                    Problem.error(
                        "EBM-C013",
                        "'" + label + "'",
                        "there is no such kind of component",
                        Nearest.question(label, labels())
                            + "known: "
                            + String.join(", ", labels()))));
  }

  /** All of a kind, sorted by name. */
  public List<Description> of(Class<?> kind) {
    List<Description> all = new ArrayList<>();
    if (kind == Backend.class) {
      catalog.backends().forEach(backend -> all.add(of(backend)));
    } else {
      catalog.components(kind).forEach(component -> all.add(of(component)));
    }
    return all;
  }

  /** All that a plugin offers, sorted by kind and name. */
  public List<Description> of(LoadedPlugin plugin) {
    List<Description> all = new ArrayList<>();
    catalog.components().stream()
        .filter(component -> component.plugin().equals(plugin))
        .forEach(component -> all.add(of(component)));
    catalog.backends().stream()
        .filter(backend -> backend.plugin().equals(plugin))
        .forEach(backend -> all.add(of(backend)));
    return all;
  }

  /**
   * The one of a short or canonical name.
   *
   * @throws ConfigException EBM-C010, EBM-C011 or EBM-C012 if the name is ambiguous or unknown
   */
  public Description of(Class<?> kind, String name) {
    return kind == Backend.class ? of(catalog.backend(name)) : of(catalog.component(kind, name));
  }

  private Description of(PluginBackend backend) {
    return describe(
        backend, Backend.class, backend.factory().configType(), backend.factory().summary());
  }

  private Description of(PluginComponent<?> component) {
    return describe(
        component,
        component.factory().kind(),
        component.factory().configType(),
        component.factory().summary());
  }

  private Description describe(
      Contribution one, Class<?> kind, Class<? extends Record> configType, String summary) {
    checkDeclared(one, configType);
    boolean needsOptions =
        new RecordBinder(catalog).bind(configType, Map.of(), one.name()).value().isEmpty();
    return new Description(
        kind,
        one.label(),
        one.name(),
        isFoundByShortName(one, kind)
            ? List.of(one.name(), one.canonicalName())
            : List.of(one.canonicalName()),
        summary,
        configType,
        one.plugin(),
        needsOptions);
  }

  private static void checkDeclared(Contribution one, Class<? extends Record> configType) {
    try {
      RecordOption.of(configType);
    } catch (IllegalArgumentException | LinkageError | TypeNotPresentException e) {
      throw new ConfigException(
          Problem.error(
              "EBM-C008",
              one.label() + " '" + one.canonicalName() + "'",
              "its options cannot be read: %s, in %s".formatted(e.getMessage(), one.plugin()),
              "this is a mistake of the plugin; report it to its author"));
    }
  }

  /** Another plugin may offer the same name, and the application's own goes first. */
  private boolean isFoundByShortName(Contribution one, Class<?> kind) {
    try {
      Contribution found =
          kind == Backend.class ? catalog.backend(one.name()) : catalog.component(kind, one.name());
      return found.canonicalName().equals(one.canonicalName());
    } catch (ConfigException ambiguous) {
      return false;
    }
  }
}

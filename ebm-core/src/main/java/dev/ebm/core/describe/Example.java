package dev.ebm.core.describe;

import dev.ebm.api.error.ConfigException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.core.config.ExampleValues;
import dev.ebm.core.config.RecordBinder;
import dev.ebm.core.config.RecordOption;
import dev.ebm.core.config.Resolved;
import dev.ebm.core.config.YamlFile;
import dev.ebm.core.experiment.Experiment;
import dev.ebm.core.plugin.PluginCatalog;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of an experiment file that chooses a component and writes all its options out. Where a
 * component is only used by others, such as a perturbation, the part chooses one of those.
 */
public final class Example {

  private static final String NAME = "name";

  private final PluginCatalog catalog;
  private final RecordBinder binder;
  private final Descriptions descriptions;
  private final ExampleValues examples = new ExampleValues(this::simplest);

  /** Examples of what a catalogue offers. */
  public Example(PluginCatalog catalog) {
    this.catalog = catalog;
    this.binder = new RecordBinder(catalog);
    this.descriptions = new Descriptions(catalog);
  }

  /**
   * Where a component stands in an experiment.
   *
   * @param head the lines that lead to it
   * @param indent before its lines
   * @param item whether it is an item of a list
   */
  private record Place(String head, String indent, boolean item) {

    static Place of(RecordOption option) {
      return new Place(option.key() + ":\n", "  ", option.isList());
    }

    String first() {
      return indent + (item ? "- " : "");
    }

    String next() {
      return indent + (item ? "  " : "");
    }

    Place below(Description user, RecordOption option) {
      String named = head + first() + NAME + ": " + user.names().get(0) + "\n";
      return new Place(named + next() + option.key() + ":\n", next() + "  ", option.isList());
    }
  }

  /**
   * The text, in YAML, with the meaning of each option behind it. Options without default have
   * values that fit their type and range, and are marked as required; those that may be left out
   * are comments.
   *
   * @throws ConfigException EBM-C005 if the component refuses the options, EBM-C008 if they are
   *     declared wrongly
   */
  public String text(Description one) {
    Place place = place(one.kind());
    StringBuilder text = new StringBuilder(place.head()).append(place.first());
    text.append(NAME).append(": ").append(one.names().get(0));
    text.append("  # ").append(one.summary()).append('\n');
    write(text, one.configType(), values(one), place.next());
    return text.toString();
  }

  private void write(
      StringBuilder text, Class<? extends Record> type, Map<?, ?> values, String indent) {
    for (RecordOption option : RecordOption.of(type)) {
      boolean given = values.containsKey(option.key());
      Object shown = given ? values.get(option.key()) : examples.of(option);
      Optional<Class<? extends Record>> nested = option.nested();
      if (given && nested.isPresent() && shown instanceof Map<?, ?> inside) {
        text.append(indent).append(option.key()).append(":  # ").append(comment(option));
        write(text.append('\n'), nested.get(), inside, indent + "  ");
        continue;
      }
      String mark = given ? "" : "# ";
      List<String> lines = YamlFile.text(oneEntry(option.key(), shown)).lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        String meaning = i == 0 ? "  # " + comment(option) : "";
        text.append(indent).append(mark).append(lines.get(i)).append(meaning).append('\n');
      }
    }
  }

  private static Map<String, Object> oneEntry(String key, Object value) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put(key, value);
    return entry;
  }

  private static String comment(RecordOption option) {
    String limits = option.limits().map(range -> ", " + range).orElse("");
    String need = option.required() ? "; required" : option.optional() ? "; may be left out" : "";
    return option.doc().replace('\n', ' ') + limits + need;
  }

  /** All options with their defaults, and with values where they have none. */
  private Map<String, Object> values(Description one) {
    Map<String, Object> required = examples.required(one.configType());
    Optional<String> origin = catalog.origin(one.kind(), one.canonicalName());
    return Resolved.of(
        binder.bind(one.configType(), required, one.name(), origin).orThrow(), binder);
  }

  /** One of a kind that needs no options, or the first. */
  private Object simplest(Class<?> kind) {
    List<Description> all = descriptions.of(kind);
    return all.stream()
        .filter(one -> !one.needsOptions())
        .findFirst()
        .or(() -> all.stream().findFirst())
        .map(one -> one.names().get(0))
        .orElseThrow(() -> nothingTakes(kind, "there is none"));
  }

  private Place place(Class<?> kind) {
    Optional<Place> own = taking(Experiment.class, kind).map(Place::of);
    return own.or(() -> placeBelow(kind))
        .orElseThrow(() -> nothingTakes(kind, "no component of the others takes one"));
  }

  /** In a component that an experiment takes; best in one that needs no other option. */
  private Optional<Place> placeBelow(Class<?> kind) {
    return Arrays.stream(ComponentKind.values())
        .map(ComponentKind::contract)
        .filter(outer -> taking(Experiment.class, outer).isPresent())
        .flatMap(outer -> descriptions.of(outer).stream())
        .filter(user -> taking(user.configType(), kind).isPresent())
        .min(Comparator.comparing(Description::needsOptions))
        .map(user -> place(user.kind()).below(user, taking(user.configType(), kind).orElseThrow()));
  }

  private static Optional<RecordOption> taking(Class<? extends Record> type, Class<?> kind) {
    return RecordOption.of(type).stream()
        .filter(option -> option.componentKind().filter(kind::equals).isPresent())
        .findFirst();
  }

  private static ConfigException nothingTakes(Class<?> kind, String why) {
    return new ConfigException(
        Problem.error("EBM-C014", Descriptions.label(kind), "has no example: " + why, ""));
  }
}

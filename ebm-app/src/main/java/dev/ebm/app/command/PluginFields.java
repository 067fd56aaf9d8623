package dev.ebm.app.command;

import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.core.plugin.LeftOutPlugin;
import dev.ebm.core.plugin.LoadedPlugin;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Plugins in tables and JSON documents. */
final class PluginFields {

  private static final String BACKEND = "backend";

  private PluginFields() {}

  static Map<String, Object> of(LoadedPlugin plugin) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", plugin.id().value());
    fields.put("version", plugin.version());
    fields.put("api", plugin.api().toString());
    fields.put("state", "started");
    fields.put("built_in", plugin.builtIn());
    fields.put("components", plugin.components().size());
    fields.put("backends", plugin.backends().size());
    fields.put("kinds", kinds(plugin));
    fields.put("location", plugin.location());
    return fields;
  }

  static Map<String, Object> of(LeftOutPlugin plugin) {
    Map<String, Object> fields = new LinkedHashMap<>();
    plugin.identity().id().ifPresent(id -> fields.put("id", id));
    plugin.identity().version().ifPresent(version -> fields.put("version", version));
    plugin.identity().api().ifPresent(api -> fields.put("api", api));
    fields.put("state", state(plugin));
    fields.put("codes", plugin.codes());
    fields.put("location", plugin.identity().location());
    return fields;
  }

  /** Such as {@code rejected}. */
  static String state(LeftOutPlugin plugin) {
    return plugin.state().name().toLowerCase(Locale.ROOT);
  }

  /** Such as {@code rejected EBM-P104}. */
  static String stateAndCodes(LeftOutPlugin plugin) {
    return (state(plugin) + " " + String.join(" ", plugin.codes())).strip();
  }

  /** How many of each kind it offers, those that it offers none of left out. */
  static Map<String, Integer> kinds(LoadedPlugin plugin) {
    Map<String, Integer> kinds = new LinkedHashMap<>();
    for (ComponentKind kind : ComponentKind.values()) {
      int count =
          (int)
              plugin.components().stream()
                  .filter(factory -> factory.kind() == kind.contract())
                  .count();
      if (count > 0) {
        kinds.put(kind.label(), count);
      }
    }
    if (!plugin.backends().isEmpty()) {
      kinds.put(BACKEND, plugin.backends().size());
    }
    return kinds;
  }

  /** The kinds in words, such as {@code 2 sampler, 1 loss}. */
  static String offers(LoadedPlugin plugin) {
    return kinds(plugin).entrySet().stream()
        .map(kind -> kind.getValue() + " " + kind.getKey())
        .collect(Collectors.joining(", "));
  }
}

package dev.ebm.core.describe;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.core.config.RecordSchema;
import dev.ebm.core.config.RecordSchema.ComponentSchemas;
import dev.ebm.core.experiment.Experiment;
import dev.ebm.core.plugin.PluginCatalog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON Schema (draft 2020-12) of experiment files, with every component and backend of a
 * catalogue. An editor that knows it completes keys and names, shows their docs, and marks
 * mistakes.
 */
public final class ExperimentSchema {

  private static final String DEFINITIONS = "#/$defs/";

  private final Descriptions descriptions;
  private final Map<String, Object> definitions = new LinkedHashMap<>();
  private final RecordSchema records =
      new RecordSchema(
          new ComponentSchemas() {
            @Override
            public Map<String, Object> named(Class<?> kind) {
              return reference(Descriptions.label(kind));
            }

            @Override
            public Map<String, Object> refining(Class<?> kind, Object base) {
              return refinement(kind, base);
            }
          });

  private ExperimentSchema(PluginCatalog catalog) {
    this.descriptions = new Descriptions(catalog);
  }

  /** The schema as maps, lists, texts, numbers and truth values. */
  public static Map<String, Object> of(PluginCatalog catalog) {
    return new ExperimentSchema(catalog).schema();
  }

  private Map<String, Object> schema() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Experiment of ebm");
    schema.putAll(records.of(Experiment.class));
    define(Backend.class);
    for (ComponentKind kind : ComponentKind.values()) {
      define(kind.contract());
    }
    schema.put("$defs", definitions);
    return schema;
  }

  /** One of a kind: a name alone where all options have defaults, or a mapping. */
  private void define(Class<?> kind) {
    List<Object> choices = new ArrayList<>();
    for (Description one : descriptions.of(kind)) {
      definitions.put(one.label() + "." + identifier(one), mapping(one));
      if (!one.needsOptions()) {
        for (String name : one.names()) {
          choices.add(titled("const", name, one.summary()));
        }
      }
      choices.add(reference(one.label() + "." + identifier(one)));
    }
    String label = Descriptions.label(kind);
    definitions.put(label, choices.isEmpty() ? Map.of("not", Map.of()) : Map.of("oneOf", choices));
  }

  private static String identifier(Description one) {
    return one.canonicalName().replace(':', '.');
  }

  private Map<String, Object> mapping(Description one) {
    Map<String, Object> schema = new LinkedHashMap<>(records.of(one.configType()));
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("name", titled("enum", one.names(), one.summary()));
    properties.putAll(Maps.of(schema.get("properties")));
    schema.put("properties", properties);
    List<Object> required = new ArrayList<>(List.of("name"));
    required.addAll(Maps.list(schema.get("required")));
    schema.put("required", required);
    schema.put("description", one.summary());
    return schema;
  }

  /** Options of the default component, which is not named again. */
  private Map<String, Object> refinement(Class<?> kind, Object base) {
    Map<String, Object> given = base instanceof String name ? Map.of("name", name) : Maps.of(base);
    Description one = descriptions.of(kind, given.get("name").toString());
    String key = "%s.%s.refined".formatted(one.label(), identifier(one));
    if (!definitions.containsKey(key)) {
      // Its own options may lead here again.
      definitions.put(key, Map.of());
      Map<String, Object> schema = new LinkedHashMap<>(records.of(one.configType()));
      List<Object> required = new ArrayList<>(Maps.list(schema.remove("required")));
      required.removeAll(given.keySet());
      if (!required.isEmpty()) {
        schema.put("required", required);
      }
      schema.put("description", "Options of '%s': %s".formatted(one.name(), one.summary()));
      definitions.put(key, schema);
    }
    return reference(key);
  }

  private static Map<String, Object> titled(String keyword, Object value, String description) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put(keyword, value);
    schema.put("description", description);
    return schema;
  }

  private static Map<String, Object> reference(String definition) {
    return Map.of("$ref", DEFINITIONS + definition);
  }
}

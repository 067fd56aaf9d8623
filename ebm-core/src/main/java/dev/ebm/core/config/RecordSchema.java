package dev.ebm.core.config;

import dev.ebm.api.config.Range;
import dev.ebm.api.method.Schedule;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON Schema (draft 2020-12) of what binds to a record, as maps and lists: keys, types,
 * defaults, ranges, choices, docs. It does not know what a record's constructor refuses.
 */
public final class RecordSchema {

  private static final String DURATION = "^(?!$)(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?$|^[Pp]";

  private final ComponentSchemas components;
  private final Deque<Class<?>> open = new ArrayDeque<>();

  /** The schemas of named components, to which those of records refer. */
  public interface ComponentSchemas {

    /** A component of a kind: its name, or a mapping with it. */
    Map<String, Object> named(Class<?> kind);

    /**
     * A mapping without name that refines a default component.
     *
     * @param base the default: a name, or a mapping with one
     */
    Map<String, Object> refining(Class<?> kind, Object base);
  }

  /** Schemas that refer to these. */
  public RecordSchema(ComponentSchemas components) {
    this.components = components;
  }

  /** A mapping of a record's options. */
  public Map<String, Object> of(Class<? extends Record> type) {
    Map<String, Object> schema = new LinkedHashMap<>(Map.of("type", "object"));
    if (open.contains(type)) {
      return schema;
    }
    open.push(type);
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    List<Object> conditions = new ArrayList<>();
    for (RecordOption option : RecordOption.of(type)) {
      Map<String, Object> property = property(option);
      properties.put(option.key(), property);
      if (option.formerly().isPresent()) {
        String former = option.formerly().get();
        Map<String, Object> old = new LinkedHashMap<>(property);
        old.put("description", "Now called '" + option.key() + "'. " + option.doc());
        old.put("deprecated", true);
        properties.put(former, old);
        List<Map<String, Object>> either = List.of(requires(option.key()), requires(former));
        conditions.add(
            option.required()
                ? Map.of("oneOf", either)
                : Map.of("not", requires(option.key(), former)));
      } else if (option.required()) {
        required.add(option.key());
      }
    }
    open.pop();
    schema.put("properties", properties);
    schema.put("additionalProperties", false);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    if (!conditions.isEmpty()) {
      schema.put("allOf", conditions);
    }
    return schema;
  }

  private static Map<String, Object> requires(String... keys) {
    return Map.of("required", List.of(keys));
  }

  private Map<String, Object> property(RecordOption option) {
    Map<String, Object> property = new LinkedHashMap<>();
    property.put("description", option.doc());
    option.byDefault().ifPresent(text -> property.put("default", YamlFile.value(text)));
    property.putAll(value(option, option.type()));
    return property;
  }

  private Map<String, Object> value(RecordOption option, Type type) {
    if (Conversion.isComponent(type)) {
      Class<?> kind = option.componentKind().orElseThrow();
      Map<String, Object> named = components.named(kind);
      return option.byDefault().isPresent() && type == option.type()
          ? anyOf(named, components.refining(kind, YamlFile.value(option.byDefault().get())))
          : named;
    }
    if (type instanceof ParameterizedType parameterized) {
      Type argument = parameterized.getActualTypeArguments()[0];
      if (parameterized.getRawType() == Optional.class) {
        return anyOf(value(option, argument), Map.of("type", "null"));
      }
      return parameterized.getRawType() == List.class
          ? ordered("type", "array", "items", value(option, argument))
          : ordered("type", "object", "additionalProperties", text());
    }
    if (type instanceof Class<?> plain && plain.isRecord()) {
      return of(plain.asSubclass(Record.class));
    }
    if (type == Schedule.class) {
      return schedule(option);
    }
    return type instanceof Class<?> plain ? scalar(option, plain) : Map.of();
  }

  /** A number or one of the forms, whose values the range holds for too. */
  private Map<String, Object> schedule(RecordOption option) {
    List<Object> choices = new ArrayList<>(List.of(scalar(option, double.class)));
    Schedules.FORMS.forEach(
        (name, form) -> {
          Map<String, Object> mapping = new LinkedHashMap<>(of(form));
          Map<String, Object> properties = new LinkedHashMap<>();
          properties.put("name", Map.of("const", name));
          properties.putAll(RawValues.mapping(mapping.get("properties")));
          mapping.put("properties", properties);
          List<Object> required = new ArrayList<>(List.of("name"));
          required.addAll((List<?>) mapping.get("required"));
          mapping.put("required", required);
          choices.add(mapping);
        });
    return anyOf(choices.toArray());
  }

  private static Map<String, Object> scalar(RecordOption option, Class<?> type) {
    Class<?> boxed = Scalars.boxed(type);
    if (boxed == Boolean.class) {
      return Map.of("type", "boolean");
    }
    if (type.isEnum()) {
      return Map.of("enum", option.choices());
    }
    if (type == Duration.class) {
      return ordered("type", "string", "pattern", DURATION);
    }
    if (!Number.class.isAssignableFrom(boxed)) {
      return text();
    }
    Map<String, Object> number = new LinkedHashMap<>();
    number.put("type", Scalars.isWhole(boxed) ? "integer" : "number");
    option.range().ifPresent(range -> limit(number, range));
    return number;
  }

  private static void limit(Map<String, Object> number, Range range) {
    if (Double.isFinite(range.min())) {
      number.put(range.exclusiveMin() ? "exclusiveMinimum" : "minimum", range.min());
    }
    if (Double.isFinite(range.max())) {
      number.put(range.exclusiveMax() ? "exclusiveMaximum" : "maximum", range.max());
    }
  }

  /** Text need not be quoted where YAML reads a number or a truth value. */
  private static Map<String, Object> text() {
    return Map.of("type", List.of("string", "number", "boolean"));
  }

  private static Map<String, Object> anyOf(Object... schemas) {
    return Map.of("anyOf", List.of(schemas));
  }

  private static Map<String, Object> ordered(String key, Object value, String next, Object other) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(key, value);
    map.put(next, other);
    return map;
  }
}

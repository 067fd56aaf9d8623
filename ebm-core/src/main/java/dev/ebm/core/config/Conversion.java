package dev.ebm.core.config;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Range;
import dev.ebm.api.method.Schedule;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns what a file holds into values of an option's type. */
final class Conversion {

  /** The key that names a component. */
  static final String NAME = "name";

  private final BindingPass pass;
  private final Optional<Range> range;

  /**
   * Conversion of one option.
   *
   * @param range the interval of every number in it
   */
  Conversion(BindingPass pass, Optional<Range> range) {
    this.pass = pass;
    this.range = range;
  }

  static boolean isComponent(Type type) {
    return type instanceof ParameterizedType p && p.getRawType() == ComponentSpec.class;
  }

  /**
   * A value of a type, or nothing after the problem was told.
   *
   * @param base what a component's mapping refines; empty if it stands alone
   */
  Optional<Object> of(Type type, Object raw, Object base, String path) {
    if (type instanceof ParameterizedType parameterized) {
      Type argument = parameterized.getActualTypeArguments()[0];
      if (parameterized.getRawType() == Optional.class) {
        return raw == null
            ? Optional.of(Optional.empty())
            : of(argument, raw, base, path).map(Optional::of);
      }
      if (parameterized.getRawType() == List.class) {
        return list(parameterized, argument, raw, path);
      }
      if (parameterized.getRawType() == Map.class && isTextMap(parameterized)) {
        return textMap(parameterized, raw, path);
      }
      if (isComponent(type) && argument instanceof Class<?> kind) {
        return component(kind, raw, base, path);
      }
    } else if (type instanceof Class<?> plain) {
      if (plain.isRecord()) {
        return raw instanceof Map<?, ?>
            ? pass.record(plain.asSubclass(Record.class), RawValues.mapping(raw), path).map(r -> r)
            : misfit(type, raw, path);
      }
      if (plain == Schedule.class) {
        return schedule(raw, path).map(schedule -> schedule);
      }
      if (Scalars.supports(plain)) {
        return scalar(plain, raw, path);
      }
    }
    pass.declaration(path, "options cannot have the type " + type.getTypeName());
    return Optional.empty();
  }

  private Optional<Object> scalar(Class<?> type, Object raw, String path) {
    Optional<Object> value = Scalars.of(type, raw);
    if (value.isEmpty() && Scalars.isWhole(Scalars.boxed(type)) && Scalars.isWholeNumber(raw)) {
      pass.error("EBM-C004", path, raw + " has more than " + Scalars.bits(type) + " bits", "");
      return Optional.empty();
    }
    if (value.isEmpty()) {
      return misfit(type, raw, path);
    }
    Optional<String> violation =
        value.get() instanceof Number number
            ? range.flatMap(interval -> Interval.violation(interval, number))
            : Optional.empty();
    if (violation.isPresent()) {
      pass.error("EBM-C004", path, violation.get() + " but is " + raw, "");
      return Optional.empty();
    }
    return value;
  }

  /** A number, or a mapping with the name of a form. */
  private Optional<Schedule> schedule(Object raw, String path) {
    if (!(raw instanceof Map<?, ?>)) {
      Optional<Object> number =
          Scalars.of(double.class, raw).isPresent()
              ? scalar(double.class, raw, path)
              : misfit(Schedule.class, raw, path);
      return number.map(value -> Schedule.constant((Double) value));
    }
    Map<String, Object> options = new LinkedHashMap<>(RawValues.mapping(raw));
    Object given = options.remove(NAME);
    if (given == null) {
      pass.error(
          "EBM-C002",
          RawValues.join(path, NAME),
          "required but not set",
          "the form of the schedule: " + String.join(", ", Schedules.FORMS.keySet()));
      return Optional.empty();
    }
    String name = given.toString();
    Optional<Class<? extends Record>> form = Optional.ofNullable(Schedules.FORMS.get(name));
    if (form.isEmpty()) {
      pass.error(
          "EBM-C003",
          RawValues.join(path, NAME),
          "'%s' is no form of a schedule".formatted(name),
          Nearest.question(name, Schedules.FORMS.keySet())
              + "known: "
              + String.join(", ", Schedules.FORMS.keySet()));
      return Optional.empty();
    }
    return pass.record(form.get(), options, path)
        .map(Schedule.class::cast)
        .filter(schedule -> isInRange(schedule, path));
  }

  private boolean isInRange(Schedule schedule, String path) {
    for (double bound : schedule.bounds()) {
      Optional<String> violation = range.flatMap(interval -> Interval.violation(interval, bound));
      if (violation.isPresent()) {
        pass.error("EBM-C004", path, violation.get() + " but reaches " + bound, "");
        return false;
      }
    }
    return true;
  }

  private Optional<Object> list(ParameterizedType type, Type element, Object raw, String path) {
    if (!(raw instanceof List<?> values)) {
      return misfit(type, raw, path);
    }
    List<Object> converted = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      of(element, values.get(i), Map.of(), RawValues.join(path, i)).ifPresent(converted::add);
    }
    return converted.size() == values.size()
        ? Optional.of(List.copyOf(converted))
        : Optional.empty();
  }

  private static boolean isTextMap(ParameterizedType type) {
    return type.getActualTypeArguments()[0] == String.class
        && type.getActualTypeArguments()[1] == String.class;
  }

  private Optional<Object> textMap(ParameterizedType type, Object raw, String path) {
    if (!(raw instanceof Map<?, ?>)) {
      return misfit(type, raw, path);
    }
    Map<String, Object> values = RawValues.mapping(raw);
    Map<String, Object> converted = new LinkedHashMap<>();
    values.forEach(
        (key, value) ->
            scalar(String.class, value, RawValues.join(path, key))
                .ifPresent(text -> converted.put(key, text)));
    return converted.size() == values.size()
        ? Optional.of(Collections.unmodifiableMap(converted))
        : Optional.empty();
  }

  private Optional<Object> component(Class<?> kind, Object raw, Object base, String path) {
    Map<String, Object> options = new LinkedHashMap<>();
    if (raw instanceof String name) {
      options.put(NAME, name);
    } else if (raw instanceof Map<?, ?> given) {
      if (!given.containsKey(NAME)) {
        options.putAll(base instanceof String name ? Map.of(NAME, name) : RawValues.mapping(base));
      }
      options.putAll(RawValues.mapping(raw));
    } else {
      return misfit(
          "name of a %s, or a mapping with its name".formatted(TypeNames.kind(kind)), raw, path);
    }
    Object name = options.remove(NAME);
    if (!(name instanceof String text) || text.isBlank()) {
      String word = TypeNames.kind(kind);
      pass.error(
          "EBM-C002",
          RawValues.join(path, NAME),
          "required but not set",
          "the name of the " + word + ", see 'ebm components list'");
      return Optional.empty();
    }
    pass.component(kind, text, options, path);
    return Optional.of(new ComponentSpec<>(kind, text, options));
  }

  private Optional<Object> misfit(Type type, Object raw, String path) {
    return misfit(TypeNames.of(type), raw, path);
  }

  private Optional<Object> misfit(String expected, Object raw, String path) {
    pass.error(
        "EBM-C003",
        path,
        "expected %s, found %s".formatted(expected, RawValues.show(raw)),
        raw == null ? "give it a value, or remove the key" : "");
    return Optional.empty();
  }
}

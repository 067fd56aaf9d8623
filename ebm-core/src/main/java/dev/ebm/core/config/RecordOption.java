package dev.ebm.core.config;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.config.Removed;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One option of a configuration record.
 *
 * @param key its key in the file
 * @param type its Java type
 * @param doc what it means, in one line
 * @param byDefault its default in YAML, if it has one
 * @param formerly its former key, if it had one
 * @param range the interval of its numbers, if it is limited
 * @param accessor reads it from a record
 */
public record RecordOption(
    String key,
    Type type,
    String doc,
    Optional<String> byDefault,
    Optional<String> formerly,
    Optional<Range> range,
    Method accessor) {

  /**
   * The options of a record, in order.
   *
   * @throws IllegalArgumentException if a component has no {@link Option} or two share a key
   */
  public static List<RecordOption> of(Class<? extends Record> type) {
    List<RecordOption> options =
        Arrays.stream(type.getRecordComponents()).map(c -> of(type, c)).toList();
    Set<String> keys = new HashSet<>();
    for (RecordOption option : options) {
      if (!keys.add(option.key)) {
        throw new IllegalArgumentException(
            type.getName() + " has two options '" + option.key + "'");
      }
    }
    return options;
  }

  private static RecordOption of(Class<?> type, RecordComponent component) {
    Option option = component.getAnnotation(Option.class);
    if (option == null) {
      throw new IllegalArgumentException(
          "component '%s' of %s has no @Option".formatted(component.getName(), type.getName()));
    }
    String former = option.formerly();
    String standard = option.byDefault();
    return new RecordOption(
        option.key().isEmpty() ? kebab(component.getName()) : option.key(),
        component.getGenericType(),
        option.doc(),
        standard.equals(Option.REQUIRED) ? Optional.empty() : Optional.of(standard),
        former.isEmpty() ? Optional.empty() : Optional.of(former),
        Optional.ofNullable(component.getAnnotation(Range.class)),
        component.getAccessor());
  }

  /** Whether the file must set it. */
  public boolean required() {
    return byDefault.isEmpty() && !optional();
  }

  /** The type in a user's words, such as {@code whole number} or {@code list of path}. */
  public String typeName() {
    return TypeNames.of(type);
  }

  /** Its range in words, such as {@code at least 1}. */
  public Optional<String> limits() {
    return range.map(Interval::describe);
  }

  /** What an enumerated option may be, in the file's words; empty for every other type. */
  public List<String> choices() {
    return TypeNames.choices(type);
  }

  /** The kinds of component that it names, such as {@code Perturbation.class}; at most one. */
  public Optional<Class<?>> componentKind() {
    return TypeNames.component(type);
  }

  /** The record that it nests, if it does: itself, optionally or in a list. */
  public Optional<Class<? extends Record>> nested() {
    return TypeNames.nested(type);
  }

  /** Whether it takes a list. */
  public boolean isList() {
    return type instanceof ParameterizedType p && p.getRawType() == List.class;
  }

  /** Keys that the record once had and that are refused now. */
  public static List<String> removed(Class<? extends Record> type) {
    Removed removed = type.getAnnotation(Removed.class);
    return removed == null ? List.of() : List.of(removed.value());
  }

  /** Whether the file may leave it out although it has no default. */
  public boolean optional() {
    return type instanceof ParameterizedType p && p.getRawType() == Optional.class;
  }

  /** Its value in a record. */
  Object of(Record bound) {
    try {
      accessor.setAccessible(true);
      return accessor.invoke(bound);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("option '" + key + "' cannot be read", e);
    }
  }

  /** {@code stepSize} as {@code step-size}, {@code maxKLTerm} as {@code max-kl-term}. */
  static String kebab(String camel) {
    return camel
        .replaceAll("([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])", "$1$3-$2")
        .replace('_', '-')
        .toLowerCase(Locale.ROOT);
  }
}

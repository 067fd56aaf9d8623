package dev.ebm.core.config;

import dev.ebm.api.config.Range;
import dev.ebm.api.method.Schedule;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Values for options that have no default: of the right type and inside their range. */
public final class ExampleValues {

  private final Function<Class<?>, Object> components;

  /**
   * Examples.
   *
   * @param components an example of each kind of component
   */
  public ExampleValues(Function<Class<?>, Object> components) {
    this.components = components;
  }

  /** A value for each option that a record requires. */
  public Map<String, Object> required(Class<? extends Record> type) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordOption option : RecordOption.of(type)) {
      if (option.required()) {
        values.put(option.key(), of(option));
      }
    }
    return values;
  }

  /** A value of an option. */
  public Object of(RecordOption option) {
    return value(option.type(), option);
  }

  private Object value(Type type, RecordOption option) {
    if (Conversion.isComponent(type)) {
      return components.apply(option.componentKind().orElseThrow());
    }
    if (type instanceof ParameterizedType parameterized) {
      Object first = value(parameterized.getActualTypeArguments()[0], option);
      if (parameterized.getRawType() == Map.class) {
        return Map.of("key", "text");
      }
      return parameterized.getRawType() == List.class ? List.of(first) : first;
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return required(plain.asSubclass(Record.class));
    }
    return plain.isEnum() ? option.choices().get(0) : scalar(plain, option.range());
  }

  private static Object scalar(Class<?> type, Optional<Range> range) {
    Class<?> boxed = Scalars.boxed(type);
    if (boxed == Boolean.class) {
      return true;
    }
    if (boxed == Character.class) {
      return ",";
    }
    if (type == Path.class) {
      return "path/to/file";
    }
    if (type == Duration.class) {
      return "1s";
    }
    if (!Number.class.isAssignableFrom(boxed) && type != Schedule.class) {
      return "text";
    }
    double number = range.map(ExampleValues::inside).orElse(1.0);
    return Scalars.isWhole(boxed) ? (Object) (long) number : (Object) number;
  }

  /** A number of an interval, a whole one if it holds one. */
  private static double inside(Range range) {
    double low = Math.ceil(range.min());
    double high = Math.floor(range.max());
    if (Double.isInfinite(low)) {
      return Double.isInfinite(high) ? 1 : range.exclusiveMax() ? high - 1 : high;
    }
    double whole = range.exclusiveMin() && low == range.min() ? low + 1 : low;
    boolean fits = range.exclusiveMax() ? whole < range.max() : whole <= range.max();
    return fits ? whole : (range.min() + range.max()) / 2;
  }
}

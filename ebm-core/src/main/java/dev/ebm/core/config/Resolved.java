package dev.ebm.core.config;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.method.Schedule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bound records as mappings with every default written out. */
public final class Resolved {

  private final RecordBinder binder;

  private Resolved(RecordBinder binder) {
    this.binder = binder;
  }

  /**
   * A record as a mapping in the order of its options, as {@link YamlFile#read} would read it.
   * Options that are {@code Optional} and empty are left out. Named components get their defaults
   * too, if the binder knows them.
   */
  public static Map<String, Object> of(Record bound, RecordBinder binder) {
    return new Resolved(binder).record(bound);
  }

  private Map<String, Object> record(Record bound) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordOption option : RecordOption.of(bound.getClass())) {
      Object value = value(option.of(bound));
      // An empty value overrides a default, so it has to be said.
      if (value != null || option.byDefault().isPresent()) {
        values.put(option.key(), value);
      }
    }
    return values;
  }

  private Object value(Object bound) {
    if (bound instanceof Optional<?> optional) {
      return optional.isPresent() ? value(optional.get()) : null;
    }
    if (bound instanceof ComponentSpec<?> spec) {
      return component(spec);
    }
    if (bound instanceof Schedule schedule) {
      return schedule(schedule);
    }
    if (bound instanceof Record nested) {
      return record(nested);
    }
    if (bound instanceof List<?> list) {
      return list.stream().map(this::value).toList();
    }
    if (bound instanceof Map<?, ?>) {
      return new LinkedHashMap<>(RawValues.mapping(bound));
    }
    return scalar(bound);
  }

  private Object schedule(Schedule schedule) {
    if (schedule instanceof Schedule.Constant constant) {
      return constant.value();
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(Conversion.NAME, Schedules.name(schedule.getClass()));
    values.putAll(record((Record) schedule));
    return values;
  }

  private Map<String, Object> component(ComponentSpec<?> spec) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(Conversion.NAME, spec.name());
    values.putAll(binder.options(spec).map(this::record).orElse(spec.options()));
    return values;
  }

  private static Object scalar(Object bound) {
    if (bound instanceof Enum<?> constant) {
      return Scalars.kebab(constant);
    }
    if (bound instanceof Path || bound instanceof Duration || bound instanceof Character) {
      return bound.toString();
    }
    if (bound instanceof Float single) {
      return Double.valueOf(single.toString());
    }
    if (bound instanceof Long || bound instanceof Short || bound instanceof Byte) {
      long number = ((Number) bound).longValue();
      return number == (int) number ? (Object) (int) number : (Object) number;
    }
    return bound;
  }
}

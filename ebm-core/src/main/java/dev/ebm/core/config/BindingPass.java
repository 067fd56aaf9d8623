package dev.ebm.core.config;

import dev.ebm.api.config.Removed;
import dev.ebm.api.error.ConfigException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.error.Severity;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One pass over a record: its keys, its options, its constructor. */
final class BindingPass {

  /** No file nests this deep; only a default that names its own component does. */
  private static final int DEEPEST = 40;

  private final Optional<ComponentOptions> components;
  private final List<Problem> problems = new ArrayList<>();
  private Optional<String> origin;

  /**
   * A pass.
   *
   * @param origin what declares the record, if it is of a plugin that is not the application's own
   */
  BindingPass(Optional<ComponentOptions> components, Optional<String> origin) {
    this.components = components;
    this.origin = origin;
  }

  List<Problem> problems() {
    return problems;
  }

  /** The record, if all its options have values and its constructor accepts them. */
  <R extends Record> Optional<R> record(Class<R> type, Map<String, ?> values, String path) {
    if (path.chars().filter(c -> c == '.').count() > DEEPEST) {
      declaration(path, "its defaults name components without end");
      return Optional.empty();
    }
    List<RecordOption> options;
    try {
      options = RecordOption.of(type);
    } catch (IllegalArgumentException e) {
      declaration(path, e.getMessage());
      return Optional.empty();
    } catch (LinkageError | TypeNotPresentException e) {
      declaration(path, "its options cannot be read: " + e);
      return Optional.empty();
    }
    checkKeys(type, options, values.keySet(), path);
    List<Optional<Object>> arguments =
        options.stream().map(option -> option(option, values, path)).toList();
    return arguments.stream().allMatch(Optional::isPresent)
        ? construct(type, arguments.stream().map(Optional::get).toArray(), path)
        : Optional.empty();
  }

  private void checkKeys(Class<?> type, List<RecordOption> options, Set<String> keys, String path) {
    Set<String> known =
        options.stream()
            .map(RecordOption::key)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Set<String> former =
        options.stream().flatMap(o -> o.formerly().stream()).collect(Collectors.toSet());
    Removed removed = type.getAnnotation(Removed.class);
    List<String> tombstones = removed == null ? List.of() : Arrays.asList(removed.value());
    for (String key : keys) {
      if (known.contains(key) || former.contains(key)) {
        continue;
      }
      if (tombstones.contains(key)) {
        error("EBM-C006", RawValues.join(path, key), "this option no longer exists", "remove it");
      } else {
        error(
            "EBM-C001",
            RawValues.join(path, key),
            "unknown key",
            Nearest.question(key, known)
                + (known.isEmpty() ? "it takes no options" : "known: " + String.join(", ", known)));
      }
    }
  }

  private Optional<Object> option(RecordOption option, Map<String, ?> values, String path) {
    String place = RawValues.join(path, option.key());
    Optional<String> former = option.formerly().filter(values::containsKey);
    if (former.isPresent()) {
      String old = RawValues.join(path, former.get());
      if (values.containsKey(option.key())) {
        error("EBM-C009", old, "is the former name of " + option.key(), "set only one of them");
      } else {
        warning("EBM-C007", old, "is now called " + option.key(), "rename it");
        return convert(option, values.get(former.get()), old);
      }
    }
    if (values.containsKey(option.key())) {
      return convert(option, values.get(option.key()), place);
    }
    if (option.byDefault().isPresent()) {
      return standard(option, place);
    }
    if (option.optional()) {
      return Optional.of(Optional.empty());
    }
    error("EBM-C002", place, "required but not set", option.doc());
    return Optional.empty();
  }

  private Optional<Object> convert(RecordOption option, Object raw, String place) {
    Object base =
        option
            .byDefault()
            .filter(text -> isComponent(option))
            .map(YamlFile::value)
            .orElse(Map.of());
    return new Conversion(this, option.range()).of(option.type(), raw, base, place);
  }

  private static boolean isComponent(RecordOption option) {
    return Conversion.isComponent(option.type());
  }

  /**
   * The default, which must fit its own option: if it does not, the author is told, not the user.
   */
  private Optional<Object> standard(RecordOption option, String place) {
    String text = option.byDefault().orElseThrow();
    BindingPass alone = new BindingPass(Optional.empty(), Optional.empty());
    try {
      alone.convert(option, YamlFile.value(text), place);
    } catch (IllegalArgumentException e) {
      declaration(place, "its default cannot be read: " + e.getMessage());
      return Optional.empty();
    }
    for (Problem problem : alone.problems) {
      if (problem.severity() == Severity.ERROR) {
        declaration(place, "its default '%s' does not fit: %s".formatted(text, problem.what()));
        return Optional.empty();
      }
    }
    return convert(option, YamlFile.value(text), place);
  }

  private <R extends Record> Optional<R> construct(Class<R> type, Object[] arguments, String path) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // The constructor is a plugin's code, which looks for services through this loader.
    thread.setContextClassLoader(type.getClassLoader());
    try {
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return Optional.of(constructor.newInstance(arguments));
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof VirtualMachineError fatal) {
        throw fatal;
      }
      if (cause instanceof IllegalArgumentException) {
        error("EBM-C005", path, String.valueOf(cause.getMessage()), "");
      } else {
        declaration(path, "the constructor of " + type.getName() + " failed: " + cause);
      }
    } catch (ReflectiveOperationException | LinkageError e) {
      declaration(path, type.getName() + " cannot be made: " + e);
    } finally {
      thread.setContextClassLoader(before);
    }
    return Optional.empty();
  }

  /** Checks the options of a named component. */
  void component(Class<?> kind, String name, Map<String, Object> options, String path) {
    if (components.isEmpty()) {
      return;
    }
    Optional<String> outer = origin;
    try {
      Class<? extends Record> type = components.get().of(kind, name);
      origin = components.get().origin(kind, name);
      if (RecordOption.of(type).stream().anyMatch(o -> o.key().equals(Conversion.NAME))) {
        declaration(path, "its option 'name' cannot be set: that key names the component");
      } else {
        record(type, options, path);
      }
    } catch (ConfigException e) {
      e.problems().forEach(p -> error(p.code(), path, p.what(), p.hint()));
    } catch (IllegalArgumentException e) {
      declaration(path, e.getMessage());
    } catch (LinkageError | TypeNotPresentException e) {
      declaration(path, "its options cannot be read: " + e);
    } finally {
      origin = outer;
    }
  }

  /** Something that the author of the record has to mend. */
  void declaration(String place, String what) {
    error(
        "EBM-C008",
        place,
        what + origin.map(from -> ", in " + from).orElse(""),
        "this is a mistake of the plugin; report it to its author");
  }

  void error(String code, String place, String what, String hint) {
    problems.add(Problem.error(code, place, what, hint));
  }

  private void warning(String code, String place, String what, String hint) {
    problems.add(Problem.warning(code, place, what, hint));
  }
}

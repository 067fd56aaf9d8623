package dev.ebm.core.config;

import dev.ebm.api.error.ConfigException;
import dev.ebm.api.error.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Assignments of the command line, {@code --set train.steps=100}, over what a file holds. */
public final class Overrides {

  private Overrides() {}

  /**
   * A copy of the values with each assignment applied, in order. A path's parts are keys, or
   * indexes into a list from 0. Missing mappings are made; a component that is only named becomes a
   * mapping when one of its options is set. The new value is YAML and replaces the old one.
   *
   * @throws ConfigException EBM-C103 for each assignment that cannot be read or has no place
   */
  public static Map<String, Object> apply(Map<String, Object> values, List<String> assignments) {
    Map<String, Object> result = RawValues.mapping(RawValues.copy(values));
    List<Problem> problems = new ArrayList<>();
    for (String assignment : assignments) {
      try {
        assign(result, assignment);
      } catch (IllegalArgumentException e) {
        problems.add(
            Problem.error(
                "EBM-C103",
                "--set " + assignment,
                e.getMessage(),
                "write KEY=VALUE, such as train.steps=100 or evaluate.0.samples=500"));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return result;
  }

  private static void assign(Map<String, Object> root, String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("has no '='");
    }
    List<String> path = Arrays.asList(assignment.substring(0, equals).strip().split("\\.", -1));
    if (path.contains("")) {
      throw new IllegalArgumentException("a part of the key is empty");
    }
    Object value = YamlFile.value(assignment.substring(equals + 1));
    Object parent = root;
    for (int i = 0; i + 1 < path.size(); i++) {
      Object child = container(get(parent, path, i), path, i);
      put(parent, path, i, child);
      parent = child;
    }
    put(parent, path, path.size() - 1, value);
  }

  private static Object get(Object parent, List<String> path, int i) {
    return parent instanceof List<?> list
        ? list.get(index(list, path, i))
        : RawValues.mapping(parent).get(path.get(i));
  }

  /** What the next part of a path leads into. */
  private static Object container(Object value, List<String> path, int i) {
    if (value instanceof Map<?, ?> || value instanceof List<?>) {
      return value;
    }
    Map<String, Object> made = new LinkedHashMap<>();
    if (value instanceof String name) {
      made.put(Conversion.NAME, name);
    } else if (value != null) {
      throw new IllegalArgumentException(
          place(path, i) + " is " + RawValues.show(value) + ", which has no options");
    }
    return made;
  }

  @SuppressWarnings("unchecked")
  private static void put(Object parent, List<String> path, int i, Object value) {
    if (parent instanceof List<?> list) {
      ((List<Object>) list).set(index(list, path, i), value);
    } else {
      RawValues.mapping(parent).put(path.get(i), value);
    }
  }

  private static int index(List<?> list, List<String> path, int i) {
    String text = path.get(i);
    boolean inside = text.matches("\\d{1,9}") && Integer.parseInt(text) < list.size();
    if (!inside) {
      throw new IllegalArgumentException(
          list.isEmpty()
              ? place(path, i - 1) + " is an empty list"
              : "%s is a list with indexes 0 to %d, not '%s'"
                  .formatted(place(path, i - 1), list.size() - 1, text));
    }
    return Integer.parseInt(text);
  }

  private static String place(List<String> path, int last) {
    return String.join(".", path.subList(0, last + 1));
  }
}

package dev.ebm.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an experiment file holds before it is bound. */
final class RawValues {

  private static final int SHOWN = 60;

  private RawValues() {}

  /** A value as a mapping, whose keys are always text. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> mapping(Object value) {
    return (Map<String, Object>) value;
  }

  /** A copy whose mappings and lists may be changed. */
  static Object copy(Object value) {
    if (value instanceof Map<?, ?>) {
      Map<String, Object> copy = new LinkedHashMap<>();
      mapping(value).forEach((key, element) -> copy.put(key, copy(element)));
      return copy;
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(copy(element)));
      return copy;
    }
    return value;
  }

  /** A value as an error shows it. */
  static String show(Object value) {
    if (value == null) {
      return "nothing";
    }
    if (value instanceof Map<?, ?> map) {
      return map.isEmpty()
          ? "an empty mapping"
          : "a mapping of " + shorten(map.keySet().toString());
    }
    if (value instanceof List<?> list) {
      return "a list of " + list.size();
    }
    return value instanceof String text ? "'" + shorten(text) + "'" : value.toString();
  }

  private static String shorten(String text) {
    String line = text.replace('\n', ' ');
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }

  /** A path below another. */
  static String join(String path, Object key) {
    return path.isEmpty() ? key.toString() : path + "." + key;
  }
}

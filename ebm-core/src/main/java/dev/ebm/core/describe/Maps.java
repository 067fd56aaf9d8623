package dev.ebm.core.describe;

import java.util.List;
import java.util.Map;

/** Parsed YAML and schemas, whose mappings have texts as keys. */
final class Maps {

  private Maps() {}

  @SuppressWarnings("unchecked")
  static Map<String, Object> of(Object mapping) {
    return (Map<String, Object>) mapping;
  }

  /** A list, or an empty one in the place of nothing. */
  @SuppressWarnings("unchecked")
  static List<Object> list(Object list) {
    return list == null ? List.of() : (List<Object>) list;
  }
}

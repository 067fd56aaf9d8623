package dev.ebm.api.method;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apiguardian.api.API;

/**
 * Named values in a fixed order; immutable. Slashes in names make the tree: {@code layer2/weight}.
 * The same names appear in programs, checkpoints, logs and pictures.
 *
 * @param <T> the values
 */
@API(status = API.Status.STABLE, since = "1.0")
public final class Tree<T> {

  private final Map<String, T> entries;

  private Tree(Map<String, T> entries) {
    this.entries = Collections.unmodifiableMap(entries);
  }

  /** No values. */
  public static <T> Tree<T> empty() {
    return new Tree<>(new LinkedHashMap<>());
  }

  /** One value. */
  public static <T> Tree<T> of(String name, T value) {
    return Tree.<T>empty().with(name, value);
  }

  /** The entries of a map in its order. */
  public static <T> Tree<T> copyOf(Map<String, ? extends T> entries) {
    return new Tree<>(new LinkedHashMap<>(entries));
  }

  /** Values for names, both in order. */
  public static <T> Tree<T> zip(List<String> names, List<? extends T> values) {
    if (names.size() != values.size()) {
      throw new IllegalArgumentException(names.size() + " names, " + values.size() + " values");
    }
    Map<String, T> map = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      map.put(names.get(i), values.get(i));
    }
    return new Tree<>(map);
  }

  /** The names in order. */
  public List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /** The values in order. */
  public List<T> values() {
    return List.copyOf(entries.values());
  }

  /** Names and values. */
  public Map<String, T> entries() {
    return entries;
  }

  /** How many values. */
  public int size() {
    return entries.size();
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /**
   * One value.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public T get(String name) {
    T value = entries.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no '" + name + "' among " + entries.keySet());
    }
    return value;
  }

  /** With one more, or one replaced. */
  public Tree<T> with(String name, T value) {
    Map<String, T> map = new LinkedHashMap<>(entries);
    map.put(name, value);
    return new Tree<>(map);
  }

  /**
   * With all of another.
   *
   * @throws IllegalArgumentException if a name is in both
   */
  public Tree<T> and(Tree<T> other) {
    Map<String, T> map = new LinkedHashMap<>(entries);
    other.entries.forEach(
        (name, value) -> {
          if (map.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException("'" + name + "' is in both trees");
          }
        });
    return new Tree<>(map);
  }

  /** The same values under {@code prefix/name}. */
  public Tree<T> under(String prefix) {
    Map<String, T> map = new LinkedHashMap<>();
    entries.forEach((name, value) -> map.put(prefix + "/" + name, value));
    return new Tree<>(map);
  }

  /** The values whose names start with {@code prefix/}, without it. */
  public Tree<T> at(String prefix) {
    Map<String, T> map = new LinkedHashMap<>();
    entries.forEach(
        (name, value) -> {
          if (name.startsWith(prefix + "/")) {
            map.put(name.substring(prefix.length() + 1), value);
          }
        });
    return new Tree<>(map);
  }

  /** Other values under the same names. */
  public <R> Tree<R> map(Function<? super T, ? extends R> function) {
    Map<String, R> map = new LinkedHashMap<>();
    entries.forEach((name, value) -> map.put(name, function.apply(value)));
    return new Tree<>(map);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tree<?> tree && entries.equals(tree.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  @Override
  public String toString() {
    return entries.toString();
  }
}

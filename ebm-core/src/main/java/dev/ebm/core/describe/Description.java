package dev.ebm.core.describe;

import dev.ebm.core.config.RecordOption;
import dev.ebm.core.plugin.LoadedPlugin;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One component or backend: what it is, its options, and where it comes from.
 *
 * @param kind the contract
 * @param label the kind's name, such as {@code loss}
 * @param name its name inside its plugin
 * @param names the names by which an experiment may choose it; the canonical one is the last
 * @param summary what it is, in one line
 * @param configType its options
 * @param plugin the plugin that it comes from
 * @param needsOptions whether it cannot be chosen by its name alone
 */
public record Description(
    Class<?> kind,
    String label,
    String name,
    List<String> names,
    String summary,
    Class<? extends Record> configType,
    LoadedPlugin plugin,
    boolean needsOptions) {

  /** Copies the names. */
  public Description {
    names = List.copyOf(names);
  }

  /** The name that is never ambiguous, {@code pluginId:name}. */
  public String canonicalName() {
    return names.get(names.size() - 1);
  }

  /**
   * An option as it is written below the component.
   *
   * @param path its key; one of a nested record is {@code chain.steps}, of a list of such {@code
   *     chains.0.steps}
   * @param option the option
   */
  public record Entry(String path, RecordOption option) {}

  /** The options in order, those of nested records after the option that nests them. */
  public List<Entry> options() {
    return entries(configType);
  }

  /** The options of a record in the same form. */
  public static List<Entry> entries(Class<? extends Record> type) {
    List<Entry> entries = new ArrayList<>();
    collect(type, "", new LinkedHashSet<>(), entries);
    return entries;
  }

  private static void collect(
      Class<? extends Record> type, String prefix, Set<Class<?>> outer, List<Entry> entries) {
    if (!outer.add(type)) {
      return;
    }
    for (RecordOption option : RecordOption.of(type)) {
      String path = prefix + option.key();
      entries.add(new Entry(path, option));
      String below = path + (option.isList() ? ".0." : ".");
      option.nested().ifPresent(nested -> collect(nested, below, outer, entries));
    }
    outer.remove(type);
  }

  /** Keys that it once had and refuses now. */
  public List<String> removed() {
    return RecordOption.removed(configType);
  }
}

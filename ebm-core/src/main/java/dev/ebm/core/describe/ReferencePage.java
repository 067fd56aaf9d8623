package dev.ebm.core.describe;

import dev.ebm.core.describe.Description.Entry;
import dev.ebm.core.plugin.PluginCatalog;
import java.util.List;
import java.util.stream.Collectors;

/** Descriptions in Markdown. */
public final class ReferencePage {

  private final Example example;

  /** Pages about what a catalogue offers. */
  public ReferencePage(PluginCatalog catalog) {
    this.example = new Example(catalog);
  }

  /** One component: what it is, its options in a table, and an example. */
  public String section(Description one) {
    StringBuilder text = new StringBuilder();
    text.append("## ").append(one.name()).append("\n\n");
    text.append(one.summary()).append(". From the plugin `").append(one.plugin().id());
    text.append("`.\n\n").append(table(one.options()));
    if (!one.removed().isEmpty()) {
      String keys =
          one.removed().stream().map(key -> "`" + key + "`").collect(Collectors.joining(", "));
      text.append("\nNo longer there: ").append(keys).append(".\n");
    }
    return text.append("\n```yaml\n").append(example.text(one)).append("```\n").toString();
  }

  /** Options in a table. */
  public static String table(List<Entry> options) {
    if (options.isEmpty()) {
      return "It has no options.\n";
    }
    return options.stream()
        .map(ReferencePage::row)
        .collect(
            Collectors.joining(
                "", "| Option | Type | Default | Meaning |\n|---|---|---|---|\n", ""));
  }

  private static String row(Entry entry) {
    String limits = entry.option().limits().map(range -> ", " + range).orElse("");
    String former = entry.option().formerly().map(key -> " Formerly `" + key + "`.").orElse("");
    return "| `%s` | %s | %s | %s.%s |\n"
        .formatted(
            entry.path(),
            escaped(entry.option().typeName() + limits),
            standard(entry),
            escaped(entry.option().doc()),
            former);
  }

  private static String standard(Entry entry) {
    if (entry.option().byDefault().isPresent()) {
      String text = entry.option().byDefault().get();
      return text.isEmpty() ? "empty" : "`" + escaped(text) + "`";
    }
    return entry.option().required() ? "required" : "none";
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|").replace('\n', ' ');
  }
}

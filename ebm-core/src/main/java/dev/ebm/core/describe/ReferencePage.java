package dev.ebm.core.describe;

import dev.ebm.core.config.Schedules;
import dev.ebm.core.describe.Description.Entry;
import dev.ebm.core.plugin.PluginCatalog;
import java.util.List;
import java.util.stream.Collectors;

/** Descriptions in Markdown. */
public final class ReferencePage {

  private static final String SCHEDULES =
      """
      ## Schedules

      An option of the type "finite number or schedule" is a number, or a mapping that names a form. Its steps
      are those of training in a loss, a perturbation or an optimiser, and those of each chain in a sampler,
      counted from 0. All values have to lie in the option's range.

      ```yaml
      optimizer:
        learning-rate: {name: cosine, from: 1e-3, to: 1e-5, steps: 50000, warm-up: 1000}
      ```
      """;

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

  /** What a schedule is, with the options of each form. */
  public static String schedules() {
    StringBuilder text = new StringBuilder(SCHEDULES);
    Schedules.FORMS.forEach(
        (name, form) ->
            text.append("\n### ")
                .append(name)
                .append("\n\n")
                .append(table(Description.entries(form))));
    return text.toString();
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

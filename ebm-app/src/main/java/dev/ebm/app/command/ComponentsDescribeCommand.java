package dev.ebm.app.command;

import dev.ebm.app.console.Console;
import dev.ebm.app.console.JsonText;
import dev.ebm.app.console.Table;
import dev.ebm.core.config.YamlFile;
import dev.ebm.core.describe.Description;
import dev.ebm.core.describe.Description.Entry;
import dev.ebm.core.describe.Descriptions;
import dev.ebm.core.describe.Example;
import dev.ebm.core.describe.ReferencePage;
import dev.ebm.core.plugin.PluginCatalog;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ebm components describe}. */
@Command(
    name = "describe",
    description =
        "Shows a component's options, their defaults and ranges, and where it comes from.")
public final class ComponentsDescribeCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description = "Such as energy, loss, sampler or backend.")
  private String kind;

  @Parameters(index = "1", paramLabel = "NAME", description = "Its name; see 'components list'.")
  private String name;

  @ArgGroup private Form form = new Form();

  /** At most one of them. */
  private static final class Form {

    @Option(names = "--example", description = "Print the part of an experiment that uses it.")
    private boolean example;

    @Option(names = "--markdown", description = "Print Markdown.")
    private boolean markdown;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;
  }

  private final PluginCatalog catalog;
  private final Console console;

  /** Describes what this catalogue offers. */
  @Inject
  public ComponentsDescribeCommand(PluginCatalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  @Override
  public Integer call() {
    Description one = new Descriptions(catalog).of(Descriptions.kind(kind), name);
    if (form.example) {
      write(new Example(catalog).text(one));
    } else if (form.markdown) {
      write(new ReferencePage(catalog).section(one));
    } else if (form.json) {
      console.print("%s", JsonText.document(fields(one)));
    } else {
      print(one);
    }
    return 0;
  }

  private void write(String text) {
    console.print("%s", text.stripTrailing());
  }

  private void print(Description one) {
    console.print("%s %s: %s", one.label(), one.name(), one.summary());
    console.print("chosen by %s, from %s", String.join(" or ", one.names()), one.plugin());
    List<Entry> options = one.options();
    if (options.isEmpty()) {
      console.print("It has no options.");
    } else {
      Table table = new Table("OPTION", "TYPE", "DEFAULT", "RANGE", "MEANING");
      for (Entry entry : options) {
        table.row(
            entry.path(),
            entry.option().typeName(),
            entry.option().byDefault().orElse(entry.option().required() ? "required" : "none"),
            entry.option().limits().orElse(""),
            entry.option().doc()
                + entry.option().formerly().map(old -> " (formerly " + old + ")").orElse(""));
      }
      table.print(console.out());
    }
    if (!one.removed().isEmpty()) {
      console.print("no longer there: %s", String.join(", ", one.removed()));
    }
  }

  private Map<String, Object> fields(Description one) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kind", one.label());
    fields.put("name", one.name());
    fields.put("names", one.names());
    fields.put("summary", one.summary());
    Map<String, Object> plugin = new LinkedHashMap<>();
    plugin.put("id", one.plugin().id().value());
    plugin.put("version", one.plugin().version());
    plugin.put("location", one.plugin().location());
    fields.put("plugin", plugin);
    fields.put("options", one.options().stream().map(ComponentsDescribeCommand::fields).toList());
    fields.put("removed", one.removed());
    fields.put("example", new Example(catalog).text(one));
    return fields;
  }

  private static Map<String, Object> fields(Entry entry) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("key", entry.path());
    fields.put("type", entry.option().typeName());
    fields.put("required", entry.option().required());
    entry.option().byDefault().ifPresent(text -> fields.put("default", YamlFile.value(text)));
    entry.option().limits().ifPresent(limits -> fields.put("range", limits));
    if (!entry.option().choices().isEmpty()) {
      fields.put("choices", entry.option().choices());
    }
    fields.put("doc", entry.option().doc());
    entry.option().formerly().ifPresent(former -> fields.put("formerly", former));
    return fields;
  }
}

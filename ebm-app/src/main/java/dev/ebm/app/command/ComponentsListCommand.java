package dev.ebm.app.command;

import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.app.console.Console;
import dev.ebm.app.console.JsonText;
import dev.ebm.app.console.Table;
import dev.ebm.core.plugin.PluginComponent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ebm components list}. */
@Command(name = "list", description = "Lists every component by kind and name.")
public final class ComponentsListCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private final Map<String, PluginComponent<?>> components;
  private final Console console;

  /** Lists these components, in their order. */
  @Inject
  public ComponentsListCommand(Map<String, PluginComponent<?>> components, Console console) {
    this.components = components;
    this.console = console;
  }

  @Override
  public Integer call() {
    if (json) {
      console.print("%s", document());
      return 0;
    }
    Table table = new Table("KIND", "NAME", "PLUGIN", "SUMMARY");
    for (PluginComponent<?> component : components.values()) {
      table.row(
          kind(component),
          component.name(),
          component.plugin().id().value(),
          component.factory().summary());
    }
    table.print(console.out());
    return 0;
  }

  private String document() {
    List<Map<String, Object>> list = new ArrayList<>();
    for (PluginComponent<?> component : components.values()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("kind", kind(component));
      entry.put("name", component.name());
      entry.put("plugin", component.plugin().id().value());
      entry.put("summary", component.factory().summary());
      list.add(entry);
    }
    return JsonText.document(Map.of("components", list));
  }

  private static String kind(PluginComponent<?> component) {
    return ComponentKind.of(component.factory().kind()).orElseThrow().label();
  }
}

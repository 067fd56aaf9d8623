package dev.ebm.app.command;

import dev.ebm.api.error.Severity;
import dev.ebm.app.console.Console;
import dev.ebm.app.console.JsonText;
import dev.ebm.app.console.Table;
import dev.ebm.core.plugin.DisabledPlugin;
import dev.ebm.core.plugin.LoadedPlugin;
import dev.ebm.core.plugin.PluginCatalog;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ebm plugins list}. */
@Command(
    name = "list",
    description = {
      "Lists the plugins that were found, and what is wrong with those that cannot be used.",
      "Ends with 1 if there are such."
    })
public final class PluginsListCommand implements Callable<Integer>, ShowsPluginProblems {

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private final PluginCatalog catalog;
  private final Console console;

  /** Lists this catalogue. */
  @Inject
  public PluginsListCommand(PluginCatalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  @Override
  public Integer call() {
    if (json) {
      console.print("%s", document());
    } else {
      Table table = new Table("ID", "VERSION", "API", "STATE", "OFFERS", "LOCATION");
      for (LoadedPlugin plugin : catalog.plugins()) {
        table.row(
            plugin.id().value(),
            plugin.version(),
            plugin.api().toString(),
            "started",
            PluginFields.offers(plugin),
            plugin.location());
      }
      for (DisabledPlugin plugin : catalog.disabled()) {
        table.row(plugin.id(), "", "", "disabled", "", plugin.location());
      }
      table.print(console.out());
      catalog.problems().forEach(console::problem);
    }
    boolean broken =
        catalog.problems().stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
    return broken ? 1 : 0;
  }

  private String document() {
    List<Map<String, Object>> plugins = new ArrayList<>();
    catalog.plugins().forEach(plugin -> plugins.add(PluginFields.of(plugin)));
    for (DisabledPlugin plugin : catalog.disabled()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("id", plugin.id());
      entry.put("state", "disabled");
      entry.put("location", plugin.location());
      plugins.add(entry);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("plugins", plugins);
    fields.put("problems", catalog.problems().stream().map(ProblemFields::of).toList());
    return JsonText.document(fields);
  }
}

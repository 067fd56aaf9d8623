package dev.ebm.app.command;

import dev.ebm.api.error.Severity;
import dev.ebm.app.console.Console;
import dev.ebm.app.console.JsonText;
import dev.ebm.app.console.Table;
import dev.ebm.core.plugin.Identity;
import dev.ebm.core.plugin.LeftOutPlugin;
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
      "Lists the plugins that were found, with the state of each: started, disabled, rejected (its"
          + " file or manifest) or failed (its code).",
      "Ends with 1 if some are rejected or failed, and tells why."
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
      for (LeftOutPlugin plugin : catalog.leftOut()) {
        Identity known = plugin.identity();
        table.row(
            known.id().orElse(""),
            known.version().orElse(""),
            known.api().orElse(""),
            PluginFields.stateAndCodes(plugin),
            "",
            known.location());
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
    catalog.leftOut().forEach(plugin -> plugins.add(PluginFields.of(plugin)));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("plugins", plugins);
    fields.put("problems", catalog.problems().stream().map(ProblemFields::of).toList());
    return JsonText.document(fields);
  }
}

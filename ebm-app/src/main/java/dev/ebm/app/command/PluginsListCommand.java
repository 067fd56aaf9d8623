package dev.ebm.app.command;

import dev.ebm.api.error.Problem;
import dev.ebm.api.error.Severity;
import dev.ebm.app.console.Console;
import dev.ebm.app.console.JsonText;
import dev.ebm.app.console.Table;
import dev.ebm.core.plugin.LoadedPlugin;
import dev.ebm.core.plugin.PluginCatalog;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
      Table table = new Table("ID", "VERSION", "API", "COMPONENTS", "BACKENDS", "LOCATION");
      for (LoadedPlugin plugin : catalog.plugins()) {
        table.row(
            plugin.id().value(),
            plugin.version(),
            plugin.api().toString(),
            Integer.toString(plugin.components().size()),
            Integer.toString(plugin.backends().size()),
            plugin.location());
      }
      table.print(console.out());
      catalog.problems().forEach(console::problem);
    }
    boolean broken =
        catalog.problems().stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
    return broken ? 1 : 0;
  }

  private String document() {
    List<Map<String, Object>> plugins =
        catalog.plugins().stream().map(PluginsListCommand::fields).toList();
    List<Map<String, Object>> problems =
        catalog.problems().stream().map(PluginsListCommand::fields).toList();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("plugins", plugins);
    fields.put("problems", problems);
    return JsonText.document(fields);
  }

  private static Map<String, Object> fields(LoadedPlugin plugin) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", plugin.id().value());
    fields.put("version", plugin.version());
    fields.put("api", plugin.api().toString());
    fields.put("built_in", plugin.builtIn());
    fields.put("components", plugin.components().size());
    fields.put("backends", plugin.backends().size());
    fields.put("location", plugin.location());
    return fields;
  }

  private static Map<String, Object> fields(Problem problem) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("severity", problem.severity().name().toLowerCase(Locale.ROOT));
    fields.put("code", problem.code());
    fields.put("where", problem.where());
    fields.put("what", problem.what());
    fields.put("hint", problem.hint());
    return fields;
  }
}

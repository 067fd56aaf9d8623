package dev.ebm.app.command;

import dev.ebm.api.plugin.BackendProbe;
import dev.ebm.app.console.Console;
import dev.ebm.app.console.JsonText;
import dev.ebm.app.console.Table;
import dev.ebm.core.plugin.PluginBackend;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ebm backends list}. */
@Command(
    name = "list",
    description = "Lists the backends and whether each can be opened here; opens none.")
public final class BackendsListCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private final Map<String, PluginBackend> backends;
  private final Console console;

  /** Lists these backends, in their order. */
  @Inject
  public BackendsListCommand(Map<String, PluginBackend> backends, Console console) {
    this.backends = backends;
    this.console = console;
  }

  @Override
  public Integer call() {
    Table table = new Table("NAME", "USABLE", "PLUGIN", "SUMMARY", "DETAIL");
    List<Map<String, Object>> list = new ArrayList<>();
    for (PluginBackend backend : backends.values()) {
      BackendProbe probe = backend.probe();
      String plugin = backend.plugin().id().value();
      String summary = backend.factory().summary();
      table.row(backend.name(), probe.usable() ? "yes" : "no", plugin, summary, probe.detail());
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", backend.name());
      entry.put("usable", probe.usable());
      entry.put("plugin", plugin);
      entry.put("summary", summary);
      entry.put("detail", probe.detail());
      list.add(entry);
    }
    if (json) {
      console.print("%s", JsonText.document(Map.of("backends", list)));
    } else {
      table.print(console.out());
    }
    return 0;
  }
}

package dev.ebm.app.command;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.app.console.Console;
import dev.ebm.app.console.JsonText;
import dev.ebm.core.config.Nearest;
import dev.ebm.core.describe.Description;
import dev.ebm.core.describe.Descriptions;
import dev.ebm.core.plugin.JarScan;
import dev.ebm.core.plugin.LoadedPlugin;
import dev.ebm.core.plugin.PluginCatalog;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ebm plugins show}. */
@Command(
    name = "show",
    description = "Shows what a plugin offers, and which classes are its own and which are lent.")
public final class PluginsShowCommand implements Callable<Integer>, ShowsPluginProblems {

  @Parameters(paramLabel = "ID", description = "The plugin's id; see 'plugins list'.")
  private String id;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private final PluginCatalog catalog;
  private final Console console;

  /** Shows plugins of this catalogue. */
  @Inject
  public PluginsShowCommand(PluginCatalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  @Override
  public Integer call() {
    LoadedPlugin plugin =
        catalog.plugins().stream()
            .filter(known -> known.id().value().equals(id))
            .findFirst()
            .orElseThrow(this::unknown);
    Map<String, Object> fields = fields(plugin);
    if (json) {
      console.print("%s", JsonText.document(fields));
    } else {
      print(plugin);
    }
    return 0;
  }

  private EbmException unknown() {
    List<String> known = catalog.plugins().stream().map(p -> p.id().value()).toList();
    catalog.problems().forEach(console::problem);
    return new EbmException(
        Problem.error(
            "EBM-A021",
            "plugins show " + id,
            left().map(state -> "it is there but " + state).orElse("there is no plugin of this id"),
            Nearest.question(id, known) + "known: " + String.join(", ", known)));
  }

  /** Why the plugin is not used, if it is there. */
  private Optional<String> left() {
    return catalog.leftOut().stream()
        .filter(plugin -> plugin.identity().id().filter(id::equals).isPresent())
        .findFirst()
        .map(PluginFields::stateAndCodes);
  }

  private void print(LoadedPlugin plugin) {
    JarScan jars = JarScan.of(plugin);
    console.print("%s %s, built against API %s", plugin.id(), plugin.version(), plugin.api());
    console.print("location  %s", plugin.location());
    console.print("loader    %s", loader(plugin));
    for (Description one : offers(plugin)) {
      console.print("offers    %s %s: %s", one.label(), one.name(), one.summary());
      String options =
          one.options().stream().map(Description.Entry::path).collect(Collectors.joining(", "));
      console.print("          %s", options.isEmpty() ? "no options" : "options: " + options);
    }
    if (!jars.jars().isEmpty()) {
      console.print("own       %s", String.join(", ", jars.packages()));
      jars.natives().forEach(library -> console.print("native    %s", library));
      console.print("shared    %s", String.join(", ", LoadedPlugin.sharedPackages()));
    }
  }

  private Map<String, Object> fields(LoadedPlugin plugin) {
    JarScan jars = JarScan.of(plugin);
    Map<String, Object> fields = new LinkedHashMap<>(PluginFields.of(plugin));
    List<Map<String, Object>> offers = new ArrayList<>();
    for (Description one : offers(plugin)) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("kind", one.label());
      entry.put("name", one.name());
      entry.put("summary", one.summary());
      entry.put("options", one.options().stream().map(Description.Entry::path).toList());
      offers.add(entry);
    }
    fields.put("offers", offers);
    fields.put("loader", loader(plugin));
    fields.put("jars", jars.jars().stream().map(Path::toString).toList());
    fields.put("own_packages", jars.packages());
    fields.put("natives", jars.natives());
    fields.put(
        "shared_packages", jars.jars().isEmpty() ? List.of() : LoadedPlugin.sharedPackages());
    return fields;
  }

  private List<Description> offers(LoadedPlugin plugin) {
    return new Descriptions(catalog).of(plugin);
  }

  private static String loader(LoadedPlugin plugin) {
    String name = plugin.loader().getName();
    return name == null ? "the application's" : name;
  }
}

package dev.ebm.app.command;

import dev.ebm.api.error.Problem;
import dev.ebm.api.error.Severity;
import dev.ebm.app.console.Console;
import dev.ebm.app.console.JsonText;
import dev.ebm.app.console.Table;
import dev.ebm.core.plugin.LoadedPlugin;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.plugin.PluginLoader;
import dev.ebm.core.plugin.PluginPolicy;
import dev.ebm.core.plugin.Verification;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ebm plugins verify}. */
@Command(
    name = "verify",
    description = {
      "Checks plugins more closely than every start of the program does: manifest and API version,"
          + " the classes in the jars, and the defaults of every component.",
      "Ends with 1 if something is wrong."
    })
public final class PluginsVerifyCommand implements Callable<Integer>, ShowsPluginProblems {

  /** Something that is no plugin; harmless in a folder of plugins, but not where it was named. */
  private static final String IGNORED = "EBM-P110";

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      description =
          "Jars, or folders of the jars of one plugin (default: all plugins that the program finds"
              + " but its own).")
  private List<Path> paths = List.of();

  @Option(
      names = "--strict",
      description = "Let warnings be errors, and refuse plugins without a manifest.")
  private boolean strict;

  @Option(
      names = "--load-natives",
      description = "Open the plugins' backends, in a JVM of their own each.")
  private boolean loadNatives;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private final PluginCatalog installed;
  private final PluginPolicy policy;
  private final Console console;

  /**
   * Checks plugins.
   *
   * @param installed what is checked by default
   * @param policy says how long other plugins may take
   */
  @Inject
  public PluginsVerifyCommand(PluginCatalog installed, PluginPolicy policy, Console console) {
    this.installed = installed;
    this.policy = policy;
    this.console = console;
  }

  @Override
  public Integer call() {
    if (paths.isEmpty()) {
      return verify(installed);
    }
    PluginPolicy patience = PluginPolicy.byDefault().within(policy.timeLimit());
    try (PluginCatalog named = new PluginLoader(patience).load(paths)) {
      return verify(named);
    }
  }

  private int verify(PluginCatalog catalog) {
    List<LoadedPlugin> plugins =
        catalog.plugins().stream()
            .filter(plugin -> !plugin.builtIn())
            .filter(plugin -> paths.isEmpty() || !plugin.location().equals(LoadedPlugin.CLASS_PATH))
            .toList();
    List<Problem> problems = new ArrayList<>(catalog.problems());
    Map<LoadedPlugin, List<Problem>> found = new LinkedHashMap<>();
    plugins.forEach(plugin -> found.put(plugin, check(plugin, catalog)));
    found.values().forEach(problems::addAll);
    if (json) {
      console.print("%s", document(found, problems));
    } else {
      print(found);
      problems.forEach(console::problem);
    }
    return problems.stream().anyMatch(this::isBad) ? 1 : 0;
  }

  private List<Problem> check(LoadedPlugin plugin, PluginCatalog catalog) {
    List<Problem> problems = new ArrayList<>(new Verification(catalog).of(plugin));
    if (strict && plugin.isDev()) {
      problems.add(
          Problem.error(
              "EBM-P115",
              plugin.toString(),
              "has no manifest",
              "pack it as a jar with the manifest's Ebm- keys"));
    }
    if (loadNatives) {
      problems.addAll(new ForkedProbe(plugin).problems());
    }
    return problems;
  }

  private boolean isBad(Problem problem) {
    return strict
        || problem.severity() == Severity.ERROR
        || !paths.isEmpty() && problem.code().equals(IGNORED);
  }

  private String verdict(List<Problem> problems) {
    return problems.stream().anyMatch(this::isBad) ? "broken" : "good";
  }

  private void print(Map<LoadedPlugin, List<Problem>> found) {
    if (found.isEmpty()) {
      console.print("No plugin was loaded beside the application's own.");
      return;
    }
    Table table = new Table("ID", "VERSION", "API", "OFFERS", "VERDICT", "LOCATION");
    found.forEach(
        (plugin, problems) ->
            table.row(
                plugin.id().value(),
                plugin.version(),
                plugin.api().toString(),
                PluginFields.offers(plugin),
                verdict(problems),
                plugin.location()));
    table.print(console.out());
  }

  private String document(Map<LoadedPlugin, List<Problem>> found, List<Problem> problems) {
    List<Map<String, Object>> plugins = new ArrayList<>();
    found.forEach(
        (plugin, own) -> {
          Map<String, Object> entry = new LinkedHashMap<>(PluginFields.of(plugin));
          entry.put("verdict", verdict(own));
          plugins.add(entry);
        });
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("plugins", plugins);
    fields.put("problems", problems.stream().map(ProblemFields::of).toList());
    return JsonText.document(fields);
  }
}

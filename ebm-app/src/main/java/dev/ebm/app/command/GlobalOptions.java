package dev.ebm.app.command;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.core.plugin.OnProblem;
import dev.ebm.core.plugin.PluginPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** Options of every command, before or after its name. */
public final class GlobalOptions {

  /** Set by the launcher to the folder in which it lies. */
  private static final String HOME = "ebm.home";

  /** Read by logback.xml. */
  private static final String LOG_LEVEL = "ebm.log.level";

  private static final String DIRECTORY = "--plugins-dir";
  private static final String ON_PROBLEM = "--plugins-on-problem";
  private static final String DISABLED = "--plugins-disabled";
  private static final String REQUIRED = "--plugins-required";
  private static final String STRICT = "--plugins-strict";

  @Option(
      names = DIRECTORY,
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "Folder of drop-in plugins (default: plugins beside the launcher).")
  private Optional<Path> pluginsDirectory = Optional.empty();

  @Option(
      names = ON_PROBLEM,
      paramLabel = "fail|warn",
      scope = ScopeType.INHERIT,
      description = "Stop because of a broken plugin, or go on without it (default: fail).")
  private Optional<OnProblem> onPluginProblem = Optional.empty();

  @Option(
      names = DISABLED,
      paramLabel = "ID",
      split = ",",
      scope = ScopeType.INHERIT,
      description = "Plugins that are not loaded.")
  private List<String> disabledPlugins = List.of();

  @Option(
      names = REQUIRED,
      paramLabel = "ID",
      split = ",",
      scope = ScopeType.INHERIT,
      description = "Plugins without which nothing is done.")
  private List<String> requiredPlugins = List.of();

  @Option(
      names = STRICT,
      scope = ScopeType.INHERIT,
      description = "Refuse plugins without a manifest.")
  private boolean strictPlugins;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Print where in the code a failure happened.")
  private boolean stackTrace;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Print what the program does, not only warnings.")
  private boolean verbose;

  /** All off. */
  public GlobalOptions() {}

  /**
   * The global options of a command line, whatever else is in it. If they are wrong, the defaults:
   * the command's own parsing will say so.
   */
  public static GlobalOptions of(String... args) {
    GlobalOptions options = new GlobalOptions();
    try {
      new CommandLine(options)
          .setUnmatchedArgumentsAllowed(true)
          .setCaseInsensitiveEnumValuesAllowed(true)
          .parseArgs(args);
      return options;
    } catch (ParameterException e) {
      return new GlobalOptions();
    }
  }

  /** Where drop-in plugins lie; need not exist. */
  public Path pluginsDirectory() {
    return pluginsDirectory.orElseGet(() -> Path.of(System.getProperty(HOME, ""), "plugins"));
  }

  /**
   * Which plugins are wanted: as the plugins directory says, and more strictly or less so by the
   * command line.
   *
   * @throws EbmException EBM-C001 to EBM-C005, EBM-C101, EBM-C102 if the directory's file is wrong
   */
  public PluginPolicy pluginPolicy() {
    PluginPolicy kept = PluginPolicy.of(pluginsDirectory()).with(disabledPlugins, requiredPlugins);
    PluginPolicy policy = strictPlugins ? kept.strictly() : kept;
    return onPluginProblem.map(policy::on).orElse(policy);
  }

  /** What the command line says about plugins, as it has to be given again for the same ones. */
  public List<String> pluginArguments() {
    List<String> arguments = new ArrayList<>();
    pluginsDirectory.ifPresent(folder -> arguments.addAll(List.of(DIRECTORY, folder.toString())));
    onPluginProblem.ifPresent(
        reaction ->
            arguments.addAll(List.of(ON_PROBLEM, reaction.name().toLowerCase(Locale.ROOT))));
    if (!disabledPlugins.isEmpty()) {
      arguments.addAll(List.of(DISABLED, String.join(",", disabledPlugins)));
    }
    if (!requiredPlugins.isEmpty()) {
      arguments.addAll(List.of(REQUIRED, String.join(",", requiredPlugins)));
    }
    if (strictPlugins) {
      arguments.add(STRICT);
    }
    return arguments;
  }

  /**
   * Checks a directory that was asked for.
   *
   * @throws EbmException EBM-A006 if it is none
   */
  public void checkPluginsDirectory() {
    if (pluginsDirectory.filter(directory -> !Files.isDirectory(directory)).isPresent()) {
      throw new EbmException(
          Problem.error(
              "EBM-A006",
              DIRECTORY + " " + pluginsDirectory.get(),
              "there is no such folder",
              "name the folder that holds the plugins' jars"));
    }
  }

  /** Has to be called before anything logs. */
  public void configureLogging() {
    System.setProperty(LOG_LEVEL, verbose ? "INFO" : "WARN");
  }

  /** Whether failures are printed with the place in the code. */
  public boolean stackTrace() {
    return stackTrace;
  }
}

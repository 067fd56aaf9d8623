package dev.ebm.app;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Stage;
import dev.ebm.api.error.Problem;
import dev.ebm.api.error.Severity;
import dev.ebm.app.command.EbmCommand;
import dev.ebm.app.command.GlobalOptions;
import dev.ebm.app.command.ShowsPluginProblems;
import dev.ebm.app.console.Console;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.plugin.PluginException;
import dev.ebm.core.plugin.PluginLoader;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParseResult;

/**
 * One run of the program. The global options are read first, because they say where plugins are;
 * the catalogue and the injector are made when the first command is, so that {@code --help} and
 * {@code --version} need neither.
 */
public final class Application {

  private final Console console;
  private final Clock clock;
  private Optional<PluginCatalog> catalog = Optional.empty();
  private Optional<Injector> injector = Optional.empty();

  /** A program that talks to this console. */
  public Application(Console console, Clock clock) {
    this.console = console;
    this.clock = clock;
  }

  /**
   * Runs the command of a command line.
   *
   * @return the exit code, see {@link ExitCode}
   */
  public int run(String... args) {
    GlobalOptions options = GlobalOptions.of(args);
    Failures failures = new Failures(console, options.stackTrace());
    int code;
    try {
      options.configureLogging();
      options.checkPluginsDirectory();
      code = commandLine(options, failures, List.of(args)).execute(args);
    } catch (Exception | LinkageError | OutOfMemoryError | StackOverflowError e) {
      code = failures.report("ebm", e);
    }
    try {
      catalog.ifPresent(PluginCatalog::close);
    } catch (PluginException e) {
      code = Math.max(code, failures.report("ebm", e));
    }
    return code;
  }

  private CommandLine commandLine(GlobalOptions options, Failures failures, List<String> args) {
    return new CommandLine(new EbmCommand(options), factory(options, args))
        .setOut(console.out())
        .setErr(console.err())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures)
        .setExecutionStrategy(this::execute);
  }

  /** Commands come from the injector, everything else from Picocli. */
  private IFactory factory(GlobalOptions options, List<String> args) {
    IFactory picocli = CommandLine.defaultFactory();
    return new IFactory() {
      @Override
      public <K> K create(Class<K> type) throws Exception {
        Injector commands = injector(options, args);
        return commands.getExistingBinding(Key.get(type)) == null
            ? picocli.create(type)
            : commands.getInstance(type);
      }
    };
  }

  private Injector injector(GlobalOptions options, List<String> args) {
    if (injector.isEmpty()) {
      // Guice generates no classes then: it starts faster and needs no deprecated Unsafe.
      System.setProperty("guice_bytecode_gen_option", "DISABLED");
      PluginCatalog found = new PluginLoader().load(options.pluginsDirectory());
      catalog = Optional.of(found);
      injector =
          Optional.of(
              Guice.createInjector(
                  Stage.PRODUCTION,
                  new HostBindings(console, clock, args),
                  new PluginBindings(found)));
    }
    return injector.get();
  }

  /** A broken plugin stops every command but those that show what is wrong with it. */
  private int execute(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    boolean shown = last.commandSpec().userObject() instanceof ShowsPluginProblems;
    if (catalog.isPresent() && !shown && !CommandLine.printHelpIfRequested(parsed)) {
      catalog.get().orThrow();
      for (Problem problem : catalog.get().problems()) {
        if (problem.severity() == Severity.WARNING) {
          console.warn(problem);
        }
      }
    }
    return new CommandLine.RunLast().execute(parsed);
  }
}

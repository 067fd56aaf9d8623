package dev.ebm.app;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Stage;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.app.command.EbmCommand;
import dev.ebm.app.command.GlobalOptions;
import dev.ebm.app.command.ShowsPluginProblems;
import dev.ebm.app.console.Console;
import dev.ebm.app.train.Invocation;
import dev.ebm.core.plugin.OnProblem;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.plugin.PluginException;
import dev.ebm.core.plugin.PluginLoader;
import dev.ebm.core.plugin.PluginPolicy;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
  private String command = "ebm";
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
      code = execute(options, args);
    } catch (Exception | LinkageError | OutOfMemoryError | StackOverflowError e) {
      code = failures.report(command, e);
    }
    try {
      catalog.ifPresent(PluginCatalog::close);
    } catch (PluginException e) {
      code = Math.max(code, failures.report(command, e));
    }
    // A writer keeps its failures to itself until it is asked.
    if (console.out().checkError()) {
      code = Math.max(code, failures.report(command, outputLost()));
    }
    return code;
  }

  private static EbmException outputLost() {
    return new EbmException(
        Problem.error(
            "EBM-R001",
            "standard output",
            "cannot be written",
            "its disk is full, or the program that reads it has ended"));
  }

  private int execute(GlobalOptions options, String... args) throws Exception {
    CommandLine line =
        new CommandLine(new EbmCommand(options), factory(options, List.of(args)))
            .setOut(console.out())
            .setErr(console.err())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setAllowSubcommandsAsOptionParameters(true); // --plugins-dir plugins
    ParseResult last = line.parseArgs(args);
    Optional<Integer> help = Optional.ofNullable(CommandLine.executeHelpRequest(last));
    if (help.isPresent()) {
      return help.get();
    }
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    command = last.commandSpec().qualifiedName();
    Object callable = last.commandSpec().userObject();
    if (!(callable instanceof ShowsPluginProblems)) {
      OnProblem reaction = options.pluginPolicy().onProblem();
      catalog.ifPresent(found -> refuseBroken(found, reaction));
    }
    return (Integer) ((Callable<?>) callable).call();
  }

  /**
   * A broken plugin stops every command but those that show what is wrong with it, unless a warning
   * is enough.
   */
  private void refuseBroken(PluginCatalog found, OnProblem reaction) {
    found.orThrow(reaction);
    found
        .problems()
        .forEach(p -> console.problem(Problem.warning(p.code(), p.where(), p.what(), p.hint())));
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
      PluginPolicy policy = options.pluginPolicy();
      PluginCatalog found = new PluginLoader(policy).load(options.pluginsDirectory());
      catalog = Optional.of(found);
      injector =
          Optional.of(
              Guice.createInjector(
                  Stage.PRODUCTION,
                  new HostBindings(console, clock, new Invocation(args, options.pluginArguments())),
                  new PluginBindings(found, policy)));
    }
    return injector.get();
  }
}

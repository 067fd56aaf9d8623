package dev.ebm.app.command;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.ComponentSpec;
import dev.ebm.app.bench.Benchmark;
import dev.ebm.app.bench.ResultDocument;
import dev.ebm.app.bench.ResultTable;
import dev.ebm.app.bench.Suite;
import dev.ebm.app.console.Console;
import dev.ebm.app.train.Invocation;
import dev.ebm.core.run.Machine;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ebm bench}. */
@Command(
    name = "bench",
    description = {
      "Compares the backends' speed on fixed work, in turns, each in a process of its own.",
      "Before anything is timed, their results are compared."
    })
public final class BenchCommand implements Callable<Integer> {

  /** Load for each core from which other work shows in the figures. */
  private static final double BUSY = 0.25;

  @Parameters(
      paramLabel = "WORKLOAD",
      arity = "0..*",
      description = "w1, w2, ... (default: all); docs/benchmarks.md describes them.")
  private List<String> workloads = List.of();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description =
          "A backend, or one with options: '{name: jvm, threads: 1}'; repeatable (default: all that"
              + " can be opened).")
  private List<String> backends = List.of();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Measured time of each backend on each workload (default: ${DEFAULT-VALUE}).")
  private double seconds = 5;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--worker",
      hidden = true,
      description = "Be the process that times this backend, as standard input asks.")
  private Optional<String> worker = Optional.empty();

  @Spec private CommandSpec spec;

  private final Suite suite;
  private final Benchmark benchmark;
  private final Invocation invocation;
  private final Console console;

  /** Works with these collaborators. */
  @Inject
  public BenchCommand(Suite suite, Benchmark benchmark, Invocation invocation, Console console) {
    this.suite = suite;
    this.benchmark = benchmark;
    this.invocation = invocation;
    this.console = console;
  }

  @Override
  public Integer call() {
    if (worker.isPresent()) {
      benchmark.work(
          worker.get(), new BufferedReader(new InputStreamReader(System.in)), console.out());
      return 0;
    }
    if (!(seconds > 0 && Double.isFinite(seconds))) {
      throw new ParameterException(spec.commandLine(), "--seconds is not above 0: " + seconds);
    }
    List<String> names = suite.select(workloads);
    List<ComponentSpec<Backend>> contenders = benchmark.backends(backends);
    Machine machine = Machine.current();
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    if (load > BUSY * machine.cores()) {
      console.note(
          "This machine is busy (load average %.2f on %d cores): times will be too long.",
          load, machine.cores());
    }
    if (json) {
      ResultDocument document = new ResultDocument(machine, load);
      benchmark.run(names, contenders, seconds, invocation.args(), document::add);
      console.print("%s", document.text());
    } else {
      ResultTable table = new ResultTable(console, machine);
      benchmark.run(names, contenders, seconds, invocation.args(), table::print);
    }
    return 0;
  }
}

package dev.ebm.app;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.error.Severity;
import dev.ebm.app.console.Console;
import dev.ebm.core.config.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns every failure into one line a problem, and into an exit code. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

  private final Console console;
  private final boolean stackTrace;

  Failures(Console console, boolean stackTrace) {
    this.console = console;
    this.stackTrace = stackTrace;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    return failure instanceof ParameterException usage
        ? handleParseException(usage, new String[0])
        : report(command.getCommandSpec().qualifiedName(), failure);
  }

  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    Optional<EbmException> known = known(failure);
    if (known.isPresent()) {
      return report("ebm", failure);
    }
    CommandSpec command = failure.getCommandLine().getCommandSpec();
    print(failure);
    console.error(
        Problem.error(
            "EBM-A005",
            command.qualifiedName(),
            message(failure),
            suggestion(failure, command) + "see '" + command.qualifiedName() + " --help'"));
    return ExitCode.USAGE;
  }

  /**
   * Prints a failure.
   *
   * @param command where it happened
   * @return the exit code
   */
  int report(String command, Throwable failure) {
    print(failure);
    Optional<EbmException> known = known(failure);
    if (known.isPresent()) {
      for (Problem problem : known.get().problems()) {
        if (problem.severity() == Severity.WARNING) {
          console.warn(problem);
        } else {
          console.error(problem);
        }
      }
      return ExitCode.of(known.get());
    }
    if (failure instanceof OutOfMemoryError) {
      console.error(
          Problem.error(
              "EBM-A011",
              command,
              "out of memory: " + failure.getMessage(),
              "give the JVM more, such as EBM_JAVA_OPTS=-Xmx8g, or lower train.batch-size"));
      return ExitCode.FAILED;
    }
    console.error(
        Problem.error(
            "EBM-X001",
            command,
            "internal error: " + firstLine(failure.toString()),
            "run it again with --stacktrace and report it"));
    return ExitCode.INTERNAL;
  }

  /** What a person can mend, however deep Guice or Picocli have wrapped it. */
  private static Optional<EbmException> known(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof EbmException found) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  private void print(Throwable failure) {
    if (stackTrace) {
      failure.printStackTrace(console.err());
    }
  }

  private static String message(ParameterException failure) {
    if (failure instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      String what = unmatched.isUnknownOption() ? "option" : "argument";
      return "there is no " + what + " '" + first + "' here";
    }
    String line = firstLine(failure.getMessage());
    return line.isEmpty() ? line : Character.toLowerCase(line.charAt(0)) + line.substring(1);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static String suggestion(ParameterException failure, CommandSpec command) {
    if (failure instanceof UnmatchedArgumentException unmatched) {
      List<String> known = new ArrayList<>(command.optionsMap().keySet());
      known.addAll(command.subcommands().keySet());
      String wanted = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
      return Nearest.question(wanted, known);
    }
    return "";
  }
}

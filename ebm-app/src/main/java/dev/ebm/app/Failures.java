package dev.ebm.app;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.app.console.Console;
import dev.ebm.core.config.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns every failure into one line a problem, and into an exit code. */
final class Failures {

  private final Console console;
  private final boolean stackTrace;

  Failures(Console console, boolean stackTrace) {
    this.console = console;
    this.stackTrace = stackTrace;
  }

  /**
   * Prints a failure.
   *
   * @param command where it happened
   * @return the exit code
   */
  int report(String command, Throwable failure) {
    if (stackTrace) {
      failure.printStackTrace(console.err());
    }
    Optional<EbmException> known = known(failure);
    if (known.isPresent()) {
      known.get().problems().forEach(console::problem);
      return ExitCode.of(known.get());
    }
    if (failure instanceof ParameterException usage) {
      console.problem(problem(usage));
      return ExitCode.USAGE;
    }
    if (failure instanceof OutOfMemoryError) {
      console.problem(
          Problem.error(
              "EBM-A011",
              command,
              "out of memory: " + failure.getMessage(),
              "give the JVM more, such as EBM_JAVA_OPTS=-Xmx8g, or ask for fewer rows at a time"));
      return ExitCode.FAILED;
    }
    console.problem(
        Problem.error(
            "EBM-X001",
            command,
            "internal error: " + firstLine(failure.toString()),
            "run it again with --stacktrace and report it"));
    return ExitCode.INTERNAL;
  }

  private static Problem problem(ParameterException usage) {
    CommandSpec command = usage.getCommandLine().getCommandSpec();
    return Problem.error(
        "EBM-A005",
        command.qualifiedName(),
        message(usage),
        suggestion(usage, command) + "see '" + command.qualifiedName() + " --help'");
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

  private static String message(ParameterException failure) {
    if (failure instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().get(0);
      String what = unmatched.isUnknownOption() ? "option" : "argument";
      return "there is no " + what + " '" + first + "' here";
    }
    String line = firstLine(failure.getMessage()).replaceFirst("^Error: ", "");
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

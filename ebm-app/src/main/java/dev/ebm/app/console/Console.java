package dev.ebm.app.console;

import dev.ebm.api.error.Problem;
import dev.ebm.api.error.Severity;
import java.io.PrintWriter;

/**
 * The streams that people and scripts read: results and the lines of training on {@code out},
 * everything else on {@code err}.
 *
 * @param out for results and the lines of training
 * @param err for problems, warnings and notes
 * @param interactive whether a person watches, so that a progress bar may redraw its line
 */
public record Console(PrintWriter out, PrintWriter err, boolean interactive) {

  /** The streams of this process. */
  public static Console system() {
    // Since Java 22 there is a console even where input and output are redirected, unless this is
    // set.
    System.setProperty("jdk.console", "java.base");
    return new Console(
        new PrintWriter(System.out, true),
        new PrintWriter(System.err, true),
        System.console() != null);
  }

  /** One line of a result. */
  public void print(String format, Object... args) {
    out.println(Figures.format(format, args));
  }

  /** One line that is not part of the result. */
  public void note(String format, Object... args) {
    err.println(Figures.format(format, args));
  }

  /** A problem in one line; a warning says that it is one. */
  public void problem(Problem problem) {
    err.println((problem.severity() == Severity.WARNING ? "warning: " : "") + problem);
  }
}

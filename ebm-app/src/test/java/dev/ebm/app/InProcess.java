package dev.ebm.app;

import dev.ebm.app.console.Console;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.List;

/** The application inside the test's JVM, with what it printed. */
public record InProcess(int exitCode, String out, String err) {

  /** Runs a command. */
  public static InProcess ebm(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), false);
    int code = new Application(console, Clock.systemUTC()).run(args);
    return new InProcess(code, out.toString(), err.toString());
  }

  /** What it printed on the error stream. */
  public List<String> errors() {
    return err.lines().toList();
  }
}

package dev.ebm.app;

import dev.ebm.app.console.Console;
import java.time.Clock;

/** The entry point of the program. */
public final class Main {

  private Main() {}

  /**
   * Runs a command and ends the JVM with its exit code.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(new Application(Console.system(), Clock.systemDefaultZone()).run(args));
  }
}

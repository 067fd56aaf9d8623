package dev.ebm.app.command;

import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The run that a command reads. */
final class RunArgument {

  @Parameters(paramLabel = "RUN", description = "The folder of a run.")
  private Path run;

  /** Its folder. */
  Path folder() {
    return run;
  }
}

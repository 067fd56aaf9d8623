package dev.ebm.app.command;

import dev.ebm.app.console.Console;
import dev.ebm.core.plot.Report;
import dev.ebm.core.run.RunFolder;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ebm report}. */
@Command(
    name = "report",
    description = {
      "Writes a run's report.html: results, pictures, experiment, provenance on one page.",
      "It shows the pictures that 'ebm train' or 'ebm plot' have drawn."
    })
public final class ReportCommand implements Callable<Integer> {

  @Mixin private RunArgument run;

  private final Console console;

  /** Works with this console. */
  @Inject
  public ReportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    RunFolder folder = RunFolder.open(run.folder());
    Report.write(folder);
    console.print("%s", folder.reportFile());
    return 0;
  }
}

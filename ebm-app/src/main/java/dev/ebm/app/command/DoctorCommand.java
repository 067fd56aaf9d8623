package dev.ebm.app.command;

import dev.ebm.app.console.Console;
import dev.ebm.app.console.Table;
import dev.ebm.app.doctor.DoctorCheck;
import dev.ebm.app.doctor.Finding;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code ebm doctor}. */
@Command(
    name = "doctor",
    description = {
      "Checks Java, machine, plugins, backends, caches and fonts, and says how to mend the rest.",
      "Opens every usable backend and computes with it. Ends with 1 if something that a default run"
          + " needs does not work."
    })
public final class DoctorCommand implements Callable<Integer>, ShowsPluginProblems {

  private final Set<DoctorCheck> checks;
  private final Console console;

  /** Makes these checks, in their order. */
  @Inject
  public DoctorCommand(Set<DoctorCheck> checks, Console console) {
    this.checks = checks;
    this.console = console;
  }

  @Override
  public Integer call() {
    List<Finding> findings = new ArrayList<>();
    checks.forEach(check -> findings.addAll(check.findings()));
    Table table = new Table("", "WHAT", "FOUND");
    for (Finding finding : findings) {
      table.row(finding.state().mark(), finding.subject(), finding.detail());
      finding.remedy().ifPresent(remedy -> table.row("", "", "-> " + remedy));
    }
    table.print(console.out());
    boolean failed = findings.stream().anyMatch(f -> f.state() == Finding.State.FAILED);
    return failed ? 1 : 0;
  }
}

package dev.ebm.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.app.console.Console;
import dev.ebm.app.doctor.DoctorCheck;
import dev.ebm.app.doctor.Finding;
import dev.ebm.app.doctor.Finding.State;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DoctorCommandTest {

  private final StringWriter out = new StringWriter();

  private int doctor(Finding finding) {
    DoctorCheck check = () -> List.of(finding);
    Console console = new Console(new PrintWriter(out), new PrintWriter(out), false);
    return new DoctorCommand(Set.of(check), console).call();
  }

  @Test
  void whatWorksIsListed() {
    assertThat(doctor(new Finding(State.GOOD, "disk", "9 GiB free", Optional.empty()))).isZero();
    assertThat(out.toString()).containsPattern("ok +disk +9 GiB free");
  }

  @Test
  void whatIsNotNeededMayFailAndComesWithItsRemedy() {
    assertThat(doctor(new Finding(State.WARNING, "tf", "no natives", Optional.of("add them"))))
        .isZero();
    assertThat(out.toString()).containsPattern("warn +tf +no natives\n +-> add them");
  }

  @Test
  void whatIsNeededMayNot() {
    assertThat(doctor(new Finding(State.FAILED, "jvm", "broken", Optional.of("mend it")))).isOne();
    assertThat(out.toString()).contains("FAIL", "-> mend it");
  }
}

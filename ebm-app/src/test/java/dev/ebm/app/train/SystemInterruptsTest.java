package dev.ebm.app.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.app.console.Console;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Interrupts this JVM, which is safe while a watch listens. */
@EnabledOnOs({OS.LINUX, OS.MAC})
final class SystemInterruptsTest {

  private final StringWriter err = new StringWriter();
  private final SystemInterrupts interrupts =
      new SystemInterrupts(
          new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), false));

  @Test
  @Timeout(20)
  void aWatchWithinAnotherBeginsWithWhatThatHasHeard() throws Exception {
    try (Interrupts.Watch study = interrupts.watch(false)) {
      try (Interrupts.Watch before = interrupts.watch(false)) {
        assertThat(before.requested()).isFalse();
      }
      new ProcessBuilder("kill", "-INT", "" + ProcessHandle.current().pid()).start().waitFor();
      while (!study.requested()) {
        Thread.sleep(5);
      }
      try (Interrupts.Watch training = interrupts.watch(false)) {
        assertThat(training.requested()).isTrue();
        assertThat(training.exitCode()).isEqualTo(130);
      }
    }
    try (Interrupts.Watch next = interrupts.watch(false)) {
      assertThat(next.requested()).isFalse();
    }
  }
}

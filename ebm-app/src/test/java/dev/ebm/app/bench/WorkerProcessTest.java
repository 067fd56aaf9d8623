package dev.ebm.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.ComponentSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WorkerProcessTest {

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private static final Contender CONTENDER =
      new Contender(new ComponentSpec<>(Backend.class, "tf", Map.of("threads", 1)), "");

  @Test
  void saysHowAWorkerEnded() {
    try (WorkerProcess worker = new WorkerProcess(CONTENDER, List.of(JAVA, "--no-such-option"))) {
      assertThatThrownBy(() -> worker.open("w1"))
          .hasMessageStartingWith(
              "EBM-B011 ebm bench: the worker for tf threads=1 ended with exit code 1: ")
          .hasMessageContaining("Unrecognized option: --no-such-option");
      assertThatThrownBy(() -> worker.runFor(1)).hasMessageStartingWith("EBM-B011");
    }
  }

  @Test
  void saysWhyAWorkerDoesNotStart() {
    assertThatThrownBy(() -> new WorkerProcess(CONTENDER, List.of("/no/such/java")))
        .hasMessageStartingWith(
            "EBM-B011 ebm bench: the worker for tf threads=1 cannot be started: ");
  }

  @Test
  void aWorkerEndsWhenItIsClosed() {
    String main = "dev.ebm.app.Main";
    List<ProcessHandle> before = ProcessHandle.current().children().toList();
    WorkerProcess worker =
        new WorkerProcess(
            CONTENDER,
            List.of(
                JAVA,
                "-cp",
                System.getProperty("java.class.path"),
                main,
                "bench",
                "--worker",
                "jvm"));
    worker.open("matmul");
    List<ProcessHandle> started =
        ProcessHandle.current().children().filter(child -> !before.contains(child)).toList();
    assertThat(started).singleElement().matches(ProcessHandle::isAlive);
    worker.close();
    assertThat(started.get(0).isAlive()).isFalse();
  }
}

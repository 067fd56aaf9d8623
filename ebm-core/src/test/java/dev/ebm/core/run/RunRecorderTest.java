package dev.ebm.core.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.metric.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecorderTest {

  @TempDir Path temp;
  private RunFolder run;

  @BeforeEach
  void create() {
    run = RunFolder.create(temp.resolve("run"), "name: a\n", Runs.provenance());
  }

  @Test
  void recordsARun() {
    Map<String, Estimate> results = Map.of("mse", Estimate.of(0.5, 0.1, 100));
    Summary summary = new Summary("a", "jvm", 20, 2, Summary.Status.FINISHED, results);
    try (RunRecorder recorder = RunRecorder.start(run)) {
      recorder.logged(10, 1, Map.of("loss", 3.0));
      recorder.evaluated(20, 2, results);
      recorder.checkpoint(Runs.snapshot(20), 2);
      recorder.finish(summary);
    }
    assertThat(run.metrics())
        .isEqualTo(
            List.of(
                new MetricsLog.Entry(10, 1, Map.of("loss", 3.0)),
                new MetricsLog.Entry(20, 2, Map.of("mse", 0.5, "mse/standard-error", 0.1))));
    assertThat(run.checkpoints().loadLatest().snapshot()).isEqualTo(Runs.snapshot(20));
    assertThat(run.summary()).hasValue(summary);
  }

  @Test
  void goesOnFromACheckpointAsIfItHadNotBeenInterrupted() throws IOException {
    try (RunRecorder recorder = RunRecorder.start(run)) {
      recorder.logged(10, 1, Map.of("loss", 3.0));
      recorder.checkpoint(Runs.snapshot(10), 1);
      recorder.logged(20, 2, Map.of("loss", 9.0));
    }
    try (RunRecorder recorder = RunRecorder.resume(run, 10)) {
      recorder.logged(20, 2, Map.of("loss", 2.0));
    }
    assertThat(run.metrics())
        .isEqualTo(
            List.of(
                new MetricsLog.Entry(10, 1, Map.of("loss", 3.0)),
                new MetricsLog.Entry(20, 2, Map.of("loss", 2.0))));
    try (var files = Files.list(run.tensorBoard())) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void logsAnExactMetricWithoutAStandardError() {
    assertThat(RunRecorder.flatten(Map.of("auc", Estimate.exact(0.9, 10))))
        .containsExactly(Map.entry("auc", 0.9));
  }
}

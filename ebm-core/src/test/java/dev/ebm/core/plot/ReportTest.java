package dev.ebm.core.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.metric.Estimate;
import dev.ebm.core.run.AtomicFile;
import dev.ebm.core.run.RunFolder;
import dev.ebm.core.run.RunRecorder;
import dev.ebm.core.run.Runs;
import dev.ebm.core.run.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  @TempDir Path temp;
  private RunFolder run;

  @BeforeEach
  void create() {
    run = RunFolder.create(temp.resolve("a-run"), "name: <a & b>\n", Runs.provenance());
  }

  private String report() throws IOException {
    Report.write(run);
    return Files.readString(run.reportFile());
  }

  @Test
  void tellsResultsExperimentAndProvenance() throws IOException {
    Map<String, Estimate> results = Map.of("log-density-mse", Estimate.of(0.123456789, 0.05, 5000));
    try (RunRecorder recorder = RunRecorder.start(run)) {
      recorder.logged(100, 1, Map.of("loss", 0.75));
      recorder.finish(
          new Summary("<b>bold</b>", "jvm", 100, 4000, Summary.Status.FINISHED, results));
    }
    assertThat(report())
        .contains("<h1>&lt;b&gt;bold&lt;/b&gt;</h1>")
        .contains("Finished after 100 steps in 1 h 6 min on backend jvm, 0.025000 steps a second")
        .contains("0.12346 ± 0.050000 (standard error), from 5000 samples")
        .contains("<th>loss</th><td>0.75000 at step 100</td>")
        .contains("name: &lt;a &amp; b&gt;")
        .contains("portable (Philox4x32-10)")
        .contains("Fast &lt;CPU&gt;")
        .contains("train x.yaml")
        .contains("data.csv, 3, abc")
        .doesNotContain("class=\"warning\"")
        .doesNotContain("<b>")
        .doesNotContain("<CPU>");
  }

  @Test
  void needsNoOtherFile() throws IOException {
    AtomicFile.write(run.plots().resolve("loss \"x\".png"), "PNG");
    assertThat(report())
        .contains("alt=\"loss &quot;x&quot;\" src=\"data:image/png;base64,UE5H\"")
        .doesNotContain("http")
        .doesNotContain("<link")
        .doesNotContain("<script");
  }

  @Test
  void warnsOfDivergenceAndNamesTheFirstBadStep() throws IOException {
    try (RunRecorder recorder = RunRecorder.start(run)) {
      recorder.logged(100, 1, Map.of("loss", 1.0));
      recorder.logged(200, 2, Map.of("loss", Double.NaN));
      recorder.logged(300, 3, Map.of("loss", Double.NaN));
      recorder.finish(new Summary("a", "jvm", 300, 3, Summary.Status.DIVERGED, Map.of()));
    }
    assertThat(report())
        .contains("Training diverged")
        .contains("loss was NaN at step 200.")
        .contains("<th>loss</th><td>NaN at step 300</td>");
  }

  @Test
  void canBeWrittenBeforeTheRunHasEnded() throws IOException {
    assertThat(report()).contains("<h1>a-run</h1>").contains("This run has not ended yet.");
  }
}

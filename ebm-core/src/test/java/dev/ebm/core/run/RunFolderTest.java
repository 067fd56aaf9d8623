package dev.ebm.core.run;

import static dev.ebm.core.run.Errors.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ebm.api.error.Problem;
import dev.ebm.api.metric.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void name() {
    folder = temp.resolve("runs/a");
  }

  private RunFolder create() {
    return RunFolder.create(folder, "name: a\n", Runs.provenance());
  }

  @Test
  void opensWhatItCreated() {
    create();
    RunFolder run = RunFolder.open(folder);
    assertThat(run.experiment()).isEqualTo("name: a\n");
    JsonNode provenance = run.provenance();
    assertThat(provenance.path("seed").asLong()).isEqualTo(7);
    assertThat(provenance.path("rng").asText()).isEqualTo("portable (Philox4x32-10)");
    assertThat(provenance.path("started").asText()).isEqualTo("2025-01-02T03:04:05Z");
    assertThat(provenance.at("/data/0/sha256").asText()).isEqualTo("abc");
    assertThat(provenance.at("/plugins/0/id").asText()).isEqualTo("ebm-losses");
    assertThat(provenance.at("/command_line/1").asText()).isEqualTo("x.yaml");
    assertThat(provenance.path("processor").asText()).isEqualTo("Fast <CPU>");
    assertThat(run.summary()).isEmpty();
    assertThat(run.metrics()).isEmpty();
    assertThat(run.pictures()).isEmpty();
    assertThat(run.checkpoints().latest()).isEmpty();
  }

  @Test
  void createsInAnEmptyFolderButNotOverAnything() throws IOException {
    Files.createDirectories(folder);
    create();
    assertFails("EBM-R002", this::create)
        .hasMessageContaining("--overwrite")
        .hasMessageContaining("--resume");
  }

  @Test
  void overwritesARunAndLeavesWhatIsNotPartOfIt() throws IOException {
    RunFolder run = create();
    run.checkpoints().write(Runs.snapshot(5), 1);
    AtomicFile.write(run.metricsFile(), "");
    AtomicFile.write(run.summaryFile(), "");
    AtomicFile.write(run.plots().resolve("loss.png"), "");
    AtomicFile.write(run.tensorBoard().resolve("events"), "");
    AtomicFile.write(run.reportFile(), "");
    run.warnings().add(3, Problem.warning("EBM-W001", "loss 'x'", "what", "hint"));
    AtomicFile.write(folder.resolve("notes.txt"), "mine");
    RunFolder.overwrite(folder, "name: b\n", Runs.provenance());
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("experiment.yaml", "provenance.json", "notes.txt");
    assertThat(RunFolder.open(folder).experiment()).isEqualTo("name: b\n");
  }

  @Test
  void overwritesNothingThatIsNotARun() throws IOException {
    Path home = Files.createDirectories(temp.resolve("home"));
    Files.writeString(home.resolve("experiment.yaml"), "name: mine");
    Files.createDirectory(home.resolve("plots"));
    assertFails("EBM-R005", () -> RunFolder.overwrite(home, "name: b\n", Runs.provenance()));
    Files.writeString(home.resolve("provenance.json"), "{\"of\": \"another tool\"}");
    assertFails("EBM-R005", () -> RunFolder.overwrite(home, "name: b\n", Runs.provenance()));
    assertThat(home.toFile().list())
        .containsExactlyInAnyOrder("experiment.yaml", "provenance.json", "plots");
    assertThat(home.resolve("experiment.yaml")).hasContent("name: mine");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void doesNotDeleteWhatALinkLeadsTo() throws IOException {
    create();
    Path elsewhere = Files.createDirectories(temp.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("precious"), "");
    Files.createSymbolicLink(folder.resolve("plots"), elsewhere);
    RunFolder.overwrite(folder, "name: b\n", Runs.provenance());
    assertThat(elsewhere.resolve("precious")).exists();
    assertThat(folder.resolve("plots")).doesNotExist();
  }

  @Test
  void overwritesWhereThereIsNothingYet() {
    RunFolder.overwrite(folder, "name: a\n", Runs.provenance());
    assertThat(RunFolder.open(folder).experiment()).isEqualTo("name: a\n");
  }

  @Test
  void saysThatAFolderIsMissingOrNotARun() throws IOException {
    assertFails("EBM-R003", () -> RunFolder.open(folder)).hasMessageContaining(folder.toString());
    Files.createDirectories(folder);
    assertFails("EBM-R004", () -> RunFolder.open(folder));
    create();
    Files.delete(folder.resolve("experiment.yaml"));
    assertFails("EBM-R004", () -> RunFolder.resume(folder, Runs.provenance()));
  }

  @Test
  void refusesARunOfANewerVersion() throws IOException {
    Path provenance = create().provenanceFile();
    Files.writeString(
        provenance,
        Files.readString(provenance).replace("\"run_format\" : 1", "\"run_format\" : 9"));
    assertFails("EBM-R012", () -> RunFolder.open(folder)).hasMessageContaining("format 9");
  }

  @Test
  void recordsEverySessionThatResumedIt() {
    create();
    RunFolder.resume(folder, Runs.provenance());
    JsonNode provenance = RunFolder.resume(folder, Runs.provenance()).provenance();
    assertThat(provenance.path("resumed")).hasSize(2);
    assertThat(provenance.at("/resumed/1/framework").asText()).isEqualTo("1.2.3");
    assertThat(provenance.path("framework").asText()).isEqualTo("1.2.3");
  }

  @Test
  void readsBackASummaryWithNumbersThatJsonHasNot() {
    Map<String, Estimate> metrics = new LinkedHashMap<>();
    metrics.put("log-density-mse", Estimate.of(0.5, 0.1, 5000));
    metrics.put("auc", Estimate.exact(Double.NaN, 10));
    Summary summary = new Summary("a", "jvm", 100, 4, Summary.Status.DIVERGED, metrics);
    RunFolder run = create();
    run.write(summary);
    assertThat(run.summary()).hasValue(summary);
    JsonNode json = Json.read(run.summaryFile());
    assertThat(json.path("steps_per_second").asDouble()).isEqualTo(25);
    assertThat(json.path("status").asText()).isEqualTo("diverged");
    assertThat(json.at("/metrics/log-density-mse/standard_error").asDouble()).isEqualTo(0.1);
    assertThat(json.at("/metrics/auc/value").asText()).isEqualTo("NaN");
    assertThat(json.at("/metrics/auc").has("standard_error")).isFalse();
  }

  @Test
  void saysWhichFileOfARunIsDamaged() {
    RunFolder run = create();
    AtomicFile.write(run.summaryFile(), "{\"name\": ");
    assertFails("EBM-R014", run::summary).hasMessageContaining("summary.json");
    AtomicFile.write(run.summaryFile(), "{\"steps\": 1, \"seconds\": 1, \"status\": \"fine\"}");
    assertFails("EBM-R014", run::summary).hasMessageContaining("'fine'");
  }
}

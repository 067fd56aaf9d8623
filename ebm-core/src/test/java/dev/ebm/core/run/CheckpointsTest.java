package dev.ebm.core.run;

import static dev.ebm.core.run.Errors.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.train.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

  @TempDir Path temp;
  private Path folder;
  private Checkpoints checkpoints;

  @BeforeEach
  void open() {
    folder = temp.resolve("checkpoints");
    checkpoints = new Checkpoints(folder);
  }

  @Test
  void loadsWhatWasWritten() {
    checkpoints.write(Runs.snapshot(10), 1.5);
    assertThat(checkpoints.load(10)).isEqualTo(new Checkpoints.Checkpoint(Runs.snapshot(10), 1.5));
    assertThat(folder.resolve("step-10").toFile().list())
        .containsExactlyInAnyOrder(
            "params.safetensors",
            "ema.safetensors",
            "state.safetensors",
            "data.safetensors",
            "meta.json");
  }

  @Test
  void keepsTheNewestTwoCountedByStepAndNotByName() {
    for (int step : new int[] {8, 9, 10, 100}) {
      checkpoints.write(Runs.snapshot(step), step);
    }
    assertThat(checkpoints.steps()).containsExactly(10, 100);
    assertThat(checkpoints.latest()).hasValue(100);
    assertThat(checkpoints.loadLatest().snapshot()).isEqualTo(Runs.snapshot(100));
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("step-10", "step-100");
  }

  @Test
  void replacesACheckpointOfTheSameStep() {
    checkpoints.write(Runs.snapshot(10), 1);
    checkpoints.write(Runs.snapshot(10), 2);
    assertThat(checkpoints.load(10).seconds()).isEqualTo(2);
    assertThat(folder.toFile().list()).containsExactly("step-10");
  }

  @Test
  void doesNotSeeACheckpointThatWasHalfWrittenAndCleansItUp() throws IOException {
    checkpoints.write(Runs.snapshot(10), 1);
    Path half = Files.createDirectory(folder.resolve("step-20.new"));
    Files.writeString(half.resolve("params.safetensors"), "half");
    assertThat(checkpoints.steps()).containsExactly(10);
    checkpoints.write(Runs.snapshot(30), 3);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("step-10", "step-30");
  }

  @Test
  void keepsTheOnlyCopyOfAStepWhoseReplacementWasInterrupted() throws IOException {
    checkpoints.write(Runs.snapshot(10), 1);
    Files.move(folder.resolve("step-10"), folder.resolve("step-10.old"));
    checkpoints.write(Runs.snapshot(20), 2);
    assertThat(checkpoints.steps()).containsExactly(10, 20);
    assertThat(checkpoints.load(10).snapshot()).isEqualTo(Runs.snapshot(10));
  }

  @Test
  void leavesOtherFilesAlone() throws IOException {
    Files.createDirectories(folder.resolve("step-best"));
    for (int step = 1; step <= 4; step++) {
      checkpoints.write(Runs.snapshot(step), step);
    }
    assertThat(folder.resolve("step-best")).isDirectory();
    assertThat(checkpoints.steps()).containsExactly(3, 4);
  }

  @Test
  void namesTheStepsThatThereAre() {
    assertThat(checkpoints.latest()).isEmpty();
    assertFails("EBM-R013", () -> checkpoints.loadLatest())
        .hasMessageContaining("no checkpoint yet");
    checkpoints.write(Runs.snapshot(10), 1);
    assertFails("EBM-R013", () -> checkpoints.load(11)).hasMessageContaining("[10]");
  }

  @Test
  void refusesTheFormatOfANewerVersion() throws IOException {
    checkpoints.write(Runs.snapshot(10), 1);
    Path meta = folder.resolve("step-10/meta.json");
    Files.writeString(meta, Files.readString(meta).replace("\"format\" : 1", "\"format\" : 2"));
    assertFails("EBM-R012", () -> checkpoints.load(10)).hasMessageContaining("format 2");
  }

  @Test
  void keepsTheOlderOnesAndNothingElseWhenItFailsHalfWay() {
    checkpoints.write(Runs.snapshot(10), 1);
    checkpoints.write(Runs.snapshot(20), 2);
    Snapshot whole = Runs.snapshot(30);
    // A key has no place in a file, and the parameters are written before the state.
    Snapshot broken =
        new Snapshot(
            30,
            whole.parameters(),
            whole.ema(),
            Tree.of("key", TensorData.key(1, 2)),
            whole.data());
    assertThatThrownBy(() -> checkpoints.write(broken, 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("step-10", "step-20");
    assertThat(checkpoints.load(10).snapshot()).isEqualTo(Runs.snapshot(10));
    assertThat(checkpoints.load(20).snapshot()).isEqualTo(Runs.snapshot(20));
  }

  @Test
  void saysThatItCannotWrite() throws IOException {
    Files.writeString(folder, "a file where the folder shall be");
    assertFails("EBM-R001", () -> checkpoints.write(Runs.snapshot(10), 1));
  }
}

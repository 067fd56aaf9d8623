package dev.ebm.core.run;

import static dev.ebm.core.run.Errors.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ebm.api.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarningsFileTest {

  private static final Problem STILL =
      Problem.warning("EBM-W001", "loss 'cd'", "negatives stand still", "raise the step size");
  private static final Problem WEIGHTS =
      Problem.warning("EBM-W005", "metric 'log-z'", "1.3 of 10 weights", "take more steps");

  @TempDir private Path folder;

  private WarningsFile file() {
    return new WarningsFile(folder.resolve("warnings.json"));
  }

  @Test
  void thereIsNoFileWithoutWarnings() {
    assertThat(file().read()).isEmpty();
    file().keepUntil(5);
    assertThat(file().path()).doesNotExist();
  }

  @Test
  void readsBackWhatWasAddedInOrder() throws IOException {
    file().add(5, STILL);
    file().add(7, WEIGHTS);
    assertThat(file().read())
        .containsExactly(new WarningsFile.Entry(5, STILL), new WarningsFile.Entry(7, WEIGHTS));
    assertThat(new ObjectMapper().readTree(file().path().toFile()).path("warnings").get(1))
        .hasToString(
            "{\"step\":7,\"code\":\"EBM-W005\",\"where\":\"metric 'log-z'\",\"what\":\"1.3 of 10"
                + " weights\",\"hint\":\"take more steps\"}");
  }

  @Test
  void keepsAWarningOnceWhateverItsNumbers() {
    file().add(5, WEIGHTS);
    file().add(9, Problem.warning("EBM-W005", "metric 'log-z'", "2.5 of 10 weights", "steps"));
    file().add(9, Problem.warning("EBM-W005", "metric 'other'", "2.5 of 10 weights", "steps"));
    assertThat(file().read()).extracting(WarningsFile.Entry::step).containsExactly(5, 9);
    assertThat(file().read().get(0).problem()).isEqualTo(WEIGHTS);
  }

  @Test
  void forgetsWhatWasToldAfterTheStepThatTrainingGoesOnFrom() {
    file().add(5, STILL);
    file().add(7, WEIGHTS);
    file().keepUntil(7);
    assertThat(file().read()).hasSize(2);
    file().keepUntil(6);
    assertThat(file().read()).containsExactly(new WarningsFile.Entry(5, STILL));
    file().add(8, WEIGHTS);
    assertThat(file().read()).hasSize(2);
  }

  @Test
  void aRecorderAddsAndAResumedOneForgetsAndDoesNotRepeat() {
    RunFolder run = RunFolder.create(folder.resolve("run"), "name: a\n", Runs.provenance());
    try (RunRecorder recorder = RunRecorder.start(run)) {
      recorder.warned(5, STILL);
      recorder.checkpoint(Runs.snapshot(6), 1);
      recorder.warned(7, WEIGHTS);
    }
    try (RunRecorder recorder = RunRecorder.resume(run, 6)) {
      assertThat(run.warnings().read()).containsExactly(new WarningsFile.Entry(5, STILL));
      recorder.warned(6, STILL);
      recorder.warned(8, WEIGHTS);
    }
    assertThat(run.warnings().read())
        .containsExactly(new WarningsFile.Entry(5, STILL), new WarningsFile.Entry(8, WEIGHTS));
  }

  @Test
  void saysThatTheFileIsDamaged() throws IOException {
    Files.writeString(file().path(), "{");
    assertFails("EBM-R014", () -> file().read());
  }
}

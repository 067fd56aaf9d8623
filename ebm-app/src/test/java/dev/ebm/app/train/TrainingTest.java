package dev.ebm.app.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.error.EbmException;
import dev.ebm.app.Experiments;
import dev.ebm.app.console.Console;
import dev.ebm.app.model.Assembly;
import dev.ebm.app.train.RunPlace.Existing;
import dev.ebm.core.experiment.ExperimentLoader;
import dev.ebm.core.experiment.LoadedExperiment;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.plugin.PluginLoader;
import dev.ebm.core.run.MetricsLog;
import dev.ebm.core.run.RunFolder;
import dev.ebm.core.run.Summary;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training with interruptions that come when the test wants them. */
final class TrainingTest {

  @TempDir private Path folder;
  private final PluginCatalog catalog = new PluginLoader().load();
  private final StringWriter printed = new StringWriter();

  /** Asks to stop when it has been polled so many times. */
  private record StopAfter(int polls) implements Interrupts {

    @Override
    public Watch watch(boolean quiet) {
      return new Watch() {

        private int polled;

        @Override
        public boolean requested() {
          return polled++ >= polls;
        }

        @Override
        public int exitCode() {
          return 130;
        }

        @Override
        public void close() {}
      };
    }
  }

  private int train(int stopAfter, Existing existing) {
    return train(stopAfter, existing, 40, false);
  }

  private int train(int stopAfter, Existing existing, int steps, boolean quiet) {
    Console console = new Console(new PrintWriter(printed), new PrintWriter(printed), false);
    Training training =
        new Training(
            new Assembly(catalog),
            catalog,
            new StopAfter(stopAfter),
            new Invocation(List.of("train"), List.of()),
            Clock.systemUTC(),
            console);
    LoadedExperiment experiment =
        new ExperimentLoader(catalog)
            .load(Experiments.plane(folder), List.of("train.steps=" + steps, "evaluate=[]"));
    return training.run(experiment, new RunPlace(folder.resolve("run"), existing), quiet);
  }

  private Summary summary() {
    return RunFolder.open(folder.resolve("run")).summary().orElseThrow();
  }

  @Test
  void aRequestToStopKeepsTheStateAndSaysHowToGoOn() {
    assertThat(train(7, Existing.REFUSE)).isEqualTo(130);
    assertThat(summary().status()).isEqualTo(Summary.Status.INTERRUPTED);
    assertThat(summary().steps()).isEqualTo(7);
    assertThat(RunFolder.open(folder.resolve("run")).checkpoints().steps()).containsExactly(7);
    assertThat(printed.toString()).contains("Stopped at step 7 of 40", "--resume");

    assertThat(train(Integer.MAX_VALUE, Existing.RESUME)).isZero();
    assertThat(summary().status()).isEqualTo(Summary.Status.FINISHED);
    assertThat(summary().steps()).isEqualTo(40);
    assertThat(RunFolder.open(folder.resolve("run")).metrics())
        .extracting(MetricsLog.Entry::step)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 40).boxed().toList());
  }

  @Test
  void aRequestBeforeTheFirstStepLeavesARunThatCanBeResumed() {
    assertThat(train(0, Existing.REFUSE)).isEqualTo(130);
    assertThat(train(Integer.MAX_VALUE, Existing.RESUME)).isZero();
    assertThat(summary().steps()).isEqualTo(40);
  }

  @Test
  void aRequestAfterTheLastStepIsTooLateToMatter() {
    assertThat(train(40, Existing.REFUSE)).isZero();
    assertThat(summary().status()).isEqualTo(Summary.Status.FINISHED);
  }

  @Test
  void whenQuietStoppingAndResumingPrintTheFolderAlone() {
    String line = folder.resolve("run") + System.lineSeparator();
    assertThat(train(7, Existing.REFUSE, 40, true)).isEqualTo(130);
    assertThat(printed).hasToString(line);
    assertThat(train(Integer.MAX_VALUE, Existing.RESUME, 40, true)).isZero();
    assertThat(printed).hasToString(line + line);
    assertThat(train(Integer.MAX_VALUE, Existing.RESUME, 40, true)).isZero();
    assertThat(printed).hasToString(line + line + line);
  }

  @Test
  void stepsThatWereMadeAreNotTakenBack() {
    train(7, Existing.REFUSE);
    assertThatThrownBy(() -> train(Integer.MAX_VALUE, Existing.RESUME, 5, false))
        .isInstanceOf(EbmException.class)
        .hasMessageContaining("EBM-A018 " + folder.resolve("run"))
        .hasMessageContaining("has 7 steps already, and train.steps is 5");
    assertThat(summary().status()).isEqualTo(Summary.Status.INTERRUPTED);
  }
}

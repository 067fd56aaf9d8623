package dev.ebm.app.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.ebm.app.Experiments;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One experiment on the three backends of the packaged application, native libraries included, and
 * on one that a plugin brings: a word chooses among them.
 */
final class BackendsIT {

  private static final int STEPS = 20;

  @TempDir private static Path folder;
  private static Ebm ebm;
  private static String experiment;

  @BeforeAll
  static void dropInABackendAndTrainOnTheDefault() {
    ebm = Ebm.in(folder);
    DroppedIn arrays = DroppedIn.example("array-backend", folder.resolve("plugins"));
    assertThat(
            ebm.run("plugins", "verify", arrays.jar().toString(), "--strict", "--load-natives")
                .succeeded()
                .out())
        .containsPattern("(?m)^array-backend +1\\.0\\.0 +1\\.0 +1 backend +good ");
    experiment = Experiments.plane(folder).toString();
    train("jvm", "jvm");
  }

  private static Path train(String backend, String out) {
    ebm.run(
            "train",
            experiment,
            "--backend",
            backend,
            "--out",
            out,
            "--quiet",
            "--set",
            "train.steps=" + STEPS)
        .succeeded();
    return folder.resolve(out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"djl", "tf", "arrays"})
  void losesAsTheDefaultDoesAndRepeatsItself(String backend) {
    Path run = train(backend, backend);
    List<Double> expected = Runs.losses(folder.resolve("jvm"));
    List<Double> losses = Runs.losses(run);
    assertThat(losses).hasSize(STEPS);
    for (int i = 0; i < STEPS; i++) {
      assertThat(losses.get(i))
          .as("loss %d", i + 1)
          .isCloseTo(expected.get(i), withinPercentage(0.01));
    }
    Runs.assertSame(run, train(backend, backend + "-again"), STEPS);
  }

  @ParameterizedTest
  @CsvSource({"djl, pytorch-native-cpu", "tf, tensorflow-core-native"})
  void saysWhichNativesAreMissing(String backend, String jar) {
    Ebm without = ebm.without(jar);
    Ebm.Result result =
        without.run("train", experiment, "--backend", backend, "--out", "no-" + backend);
    assertThat(result.errors())
        .singleElement()
        .asString()
        .startsWith("EBM-B001 backend '" + backend + "'")
        .contains(jar);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(folder.resolve("no-" + backend)).doesNotExist();
    assertThat(without.run("backends", "list").succeeded().out())
        .containsPattern("(?m)^" + backend + " +no");
  }

  @Test
  void theDoctorOpensThemAll() {
    Ebm.Result result = ebm.run("doctor").succeeded();
    assertThat(result.out()).doesNotContain("FAIL").contains("ok");
    for (String backend : List.of("arrays", "djl", "jvm", "tf")) {
      assertThat(result.out()).containsPattern("(?m)^ok +backend " + backend + " .* computed in");
    }
  }
}

package dev.ebm.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.app.study.Studies;
import dev.ebm.core.experiment.ExperimentLoader;
import dev.ebm.core.plugin.PluginLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class StudyTest {

  private static final String SWEEP =
      """
      name: small
      sweep:
        experiment: plane.yaml
        steps: [20]
        seeds: [1, 2]
        variants:
          - {name: few steps, set: [train.steps=40, train.evaluate-every=20]}
          - {name: wild, set: [optimizer.learning-rate=1e30]}
      """;

  @TempDir private Path folder;

  private InProcess study(String text, String... more) {
    Experiments.plane(folder);
    Path file = Experiments.write(folder, "study.yaml", text);
    String[] args = new String[4 + more.length];
    System.arraycopy(
        new String[] {"study", file.toString(), "--out", out().toString()}, 0, args, 0, 4);
    System.arraycopy(more, 0, args, 4, more.length);
    return InProcess.ebm(args);
  }

  private Path out() {
    return folder.resolve("out");
  }

  @Test
  void aSweepComparesItsVariantsAndReportsThoseThatDiverge() throws IOException {
    InProcess result = study(SWEEP);
    assertThat(result.exitCode()).as(result.err()).isZero();
    List<String> rows = Files.readAllLines(out().resolve("results.csv"));
    assertThat(rows).hasSize(5);
    assertThat(rows.get(0))
        .isEqualTo("variant,seed,20 steps,seconds,steps,log-density-mse,seconds,status");
    assertThat(rows.get(1)).startsWith("few steps,1,").contains(",40,").endsWith(",finished");
    assertThat(rows.get(2)).startsWith("few steps,2,").isNotEqualTo(rows.get(1));
    assertThat(rows.get(3)).startsWith("wild,1,").endsWith(",diverged");
    assertThat(Files.readString(out().resolve("results.md")))
        .contains("| few steps | 1 |", "wild, seed 2, diverged at step ");
    assertThat(out().resolve("plots").resolve("densities.png")).isNotEmptyFile();
    assertThat(out().resolve("plots").resolve("log-density-mse-steps.png")).isNotEmptyFile();
    assertThat(Files.readString(out().resolve("report.html")))
        .contains("few steps", "data:image/png;base64,");
  }

  @Test
  void aSweepThatIsCalledAgainTrainsNothingAgain() throws IOException {
    assertThat(study(SWEEP).exitCode()).isZero();
    Path summary = out().resolve("run-few-steps").resolve("seed-1").resolve("summary.json");
    String csv = Files.readString(out().resolve("results.csv"));
    FileTime before = Files.getLastModifiedTime(summary);
    assertThat(study(SWEEP).exitCode()).isZero();
    assertThat(Files.getLastModifiedTime(summary)).isEqualTo(before);
    assertThat(Files.readString(out().resolve("results.csv"))).isEqualTo(csv);
  }

  @Test
  void runsOfOtherSettingsAreNotTakenForTheStudys() {
    assertThat(study(SWEEP).exitCode()).isZero();
    assertThat(study(SWEEP.replace("train.steps=40", "train.steps=60")).errors())
        .singleElement()
        .asString()
        .startsWith("EBM-A024 ")
        .contains("run-few-steps", "holds a run of other settings");
  }

  @Test
  void variantsWhoseFoldersWouldBeTheSameAreRefused() {
    assertThat(study(SWEEP.replace("name: wild", "name: few-steps")).errors())
        .singleElement()
        .asString()
        .contains("'few steps' and 'few-steps' have names too much alike");
    assertThat(study(SWEEP.replace("name: wild", "name: '..'")).errors())
        .anyMatch(line -> line.contains("the name '..' has no letter or digit"));
  }

  @Test
  void aFolderOfOtherThingsIsLeftAlone() throws IOException {
    Files.createDirectories(out());
    Files.writeString(out().resolve("results.csv"), "mine");
    assertThat(study(SWEEP).errors()).singleElement().asString().startsWith("EBM-A024 ");
    assertThat(out().resolve("results.csv")).hasContent("mine");
  }

  @Test
  void aProfileNeedsAParameterOfTheEnergy() {
    InProcess result =
        study(
            """
            name: profile
            loss-profile:
              experiment: plane.yaml
              losses: [{name: ED}]
              parameter: weight
              from: 0
              to: 1
            """);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.errors())
        .singleElement()
        .asString()
        .startsWith("EBM-A023 loss-profile.parameter: the energy has no parameter 'weight', but ")
        .contains("layer0/weight");
  }

  @TestFactory
  Stream<DynamicTest> everyStudyOfTheRepositoryNamesExperimentsThatBind() throws IOException {
    ExperimentLoader loader = new ExperimentLoader(new PluginLoader().load());
    try (Stream<Path> files = Files.list(Path.of("..", "studies"))) {
      return files.sorted().toList().stream()
          .map(
              file ->
                  DynamicTest.dynamicTest(
                      file.getFileName().toString(),
                      () ->
                          Studies.load(file, List.of())
                              .experiments()
                              .forEach(one -> loader.load(one.file(), one.overrides()))));
    }
  }

  @Test
  void aStudyAsksOneQuestion() {
    assertThat(study("name: nothing\n").errors())
        .singleElement()
        .asString()
        .startsWith("EBM-C005")
        .contains("this asks 0: set one of sweep, loss-profile");
    assertThat(study(SWEEP.replace("variants:", "variant:")).errors())
        .anyMatch(line -> line.startsWith("EBM-C001 sweep.variant: unknown key"));
    assertThat(study(SWEEP, "--set", "sweep.variants=[]").errors())
        .singleElement()
        .asString()
        .contains("a sweep needs one variant and one seed or more");
  }
}

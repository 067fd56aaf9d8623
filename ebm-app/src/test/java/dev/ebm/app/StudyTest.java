package dev.ebm.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.app.console.Console;
import dev.ebm.app.model.Assembly;
import dev.ebm.app.model.TrainedModels;
import dev.ebm.app.study.Studies;
import dev.ebm.app.train.Interrupts;
import dev.ebm.app.train.Invocation;
import dev.ebm.app.train.Training;
import dev.ebm.core.experiment.ExperimentLoader;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.plugin.PluginLoader;
import dev.ebm.core.run.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
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

  private static final String PROFILE =
      """
      name: profile
      loss-profile:
        experiment: plane.yaml
        losses: [{name: root, set: [loss=root, energy=gaussian]}]
        parameter: mean
        from: -10
        to: 20
        points: 31
        batches: 3
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
  void aVariantsOwnAssignmentsComeAfterThoseOfAll() throws IOException {
    InProcess result = study(SWEEP, "--set", "sweep.set=[train.steps=20, train.evaluate-every=20]");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(steps("run-few-steps")).isEqualTo(40);
    assertThat(RunFolder.open(out().resolve("run-wild").resolve("seed-1")).experiment())
        .contains("steps: 20");
  }

  private int steps(String variant) {
    return RunFolder.open(out().resolve(variant).resolve("seed-1")).summary().orElseThrow().steps();
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
                              .forEach(one -> one.load(loader))));
    }
  }

  @Test
  void aStudyAsksOneQuestion() {
    assertThat(study("name: nothing\n").errors())
        .singleElement()
        .asString()
        .startsWith("EBM-C005 " + folder.resolve("study.yaml") + ": a study asks one question")
        .contains("this asks 0: set one of sweep, loss-profile");
    assertThat(study(SWEEP.replace("variants:", "variant:")).errors())
        .anyMatch(line -> line.startsWith("EBM-C001 sweep.variant: unknown key"));
    assertThat(study(SWEEP, "--set", "sweep.variants=[]").errors())
        .singleElement()
        .asString()
        .contains("a sweep needs one variant and one seed or more");
  }

  private String refused(String text, String... more) {
    InProcess result = study(text, more);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(out()).doesNotExist();
    return result.errors().get(0);
  }

  @Test
  void aSweepReportsAVariantThatFailsAndGoesOn() throws IOException {
    String failing = SWEEP.replace("optimizer.learning-rate=1e30", "loss=tired");
    InProcess result = study(failing.replace("few steps", "zz"), "--set", "sweep.steps=[]");
    assertThat(result.exitCode()).as(result.err()).isZero();
    List<String> rows = Files.readAllLines(out().resolve("results.csv"));
    assertThat(rows).hasSize(5);
    assertThat(rows.get(1)).startsWith("zz,1,40,").endsWith(",finished");
    assertThat(rows.get(3)).isEqualTo("wild,1,,,,failed");
    assertThat(Files.readString(out().resolve("results.md")))
        .contains("wild, seed 2, failed: EBM-B007 ", "it is early");
    assertThat(result.errors())
        .filteredOn(line -> !line.contains("EBM-W005"))
        .hasSize(2)
        .allMatch(line -> line.startsWith("EBM-B007 "));

    InProcess again = study(failing.replace("few steps", "zz"), "--set", "sweep.steps=[]");
    assertThat(again.exitCode()).isZero();
    assertThat(Files.readAllLines(out().resolve("results.csv"))).isEqualTo(rows);
  }

  @Test
  void mistakesOfAVariantAreFoundBeforeTheFirstTraining() {
    String wild = "optimizer.learning-rate=1e30";
    assertThat(refused(SWEEP.replace(wild, "loss=not-a-scalar")))
        .startsWith("EBM-P124 sweep.variants.wild, loss 'not-a-scalar' of plugin ");
    assertThat(refused(SWEEP.replace(wild, "train.stps=3")))
        .startsWith("EBM-C001 sweep.variants.wild, train.stps: unknown key");
    assertThat(refused(SWEEP.replace(wild, "steps")))
        .startsWith("EBM-C103 sweep.variants.wild, --set steps: has no '='");
  }

  @Test
  void theSeedOfASweepIsAmongItsSeeds() {
    for (String other : List.of("seed=7", "' seed = 7'")) {
      assertThat(refused(SWEEP.replace("optimizer.learning-rate=1e30", other)))
          .startsWith("EBM-C005 sweep: the variant 'wild' sets the seed")
          .contains("use sweep.seeds");
    }
    assertThat(refused(SWEEP, "--set", "sweep.set=[seed=7]"))
        .startsWith("EBM-C005 sweep: set sets the seed");
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThat(refused(SWEEP, "--set", "sweep.steps=[-1]")).startsWith("EBM-C004 sweep.steps.0");
    assertThat(refused("name: bound\ndiscrepancy-bound: {times: []}\n"))
        .startsWith("EBM-C005 discrepancy-bound: times needs one t or more");
    assertThat(refused(PROFILE, "--set", "loss-profile.points=1_000_000"))
        .startsWith("EBM-C004 loss-profile.points");
  }

  @Test
  void stepsAtWhichNothingWasLoggedAreNamed() throws IOException {
    assertThat(study(SWEEP, "--set", "sweep.steps=[20, 30]").exitCode()).isZero();
    assertThat(Files.readString(out().resolve("results.md")))
        .contains(
            "No log-density-mse at step 30, see train.steps and train.evaluate-every: few steps,"
                + " seed 1; few steps, seed 2.")
        .doesNotContain("at step 20");
  }

  @Test
  void aMetricThatNothingLogsIsRefusedAfterTheFirstRun() {
    String nothing = "sweep.set=['evaluate=[]']";
    InProcess named = study(SWEEP, "--set", nothing);
    assertThat(named.exitCode()).isEqualTo(2);
    assertThat(named.errors())
        .singleElement()
        .asString()
        .contains("seed-1, but ", ", loss", "(choose one of these, or let the experiment");
    assertThat(out().resolve("run-few-steps").resolve("seed-2")).doesNotExist();
  }

  @Test
  void anEmptyLogIsSaidToBeEmpty() {
    String empty = SWEEP.replace("[train.steps=40, train.evaluate-every=20]", "[train.steps=0]");
    assertThat(study(empty, "--set", "sweep.set=['evaluate=[]']").errors())
        .singleElement()
        .asString()
        .endsWith("seed-1, which is empty (let the experiment evaluate it; the run is kept)");
  }

  @Test
  void aMetricThatFailsLeavesARemark() throws IOException {
    String set = "sweep.set=['evaluate=[auroc]']";
    InProcess result = study(SWEEP, "--set", set, "--set", "sweep.metric=auroc");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(Files.readString(out().resolve("results.md")))
        .contains("few steps, seed 1, has no auroc: EBM-E001 evaluate.0, auroc: ");
  }

  @Test
  void anotherStudyLeavesTheResultsAlone() throws IOException {
    String few = SWEEP.replace("    - {name: wild, set: [optimizer.learning-rate=1e30]}\n", "");
    assertThat(study(few, "--set", "sweep.seeds=[1]").exitCode()).isZero();
    String csv = Files.readString(out().resolve("results.csv"));
    for (String other :
        List.of(few.replace("name: small", "name: other"), "name: small\nworked-examples: {}\n")) {
      InProcess result = study(other);
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.errors())
          .singleElement()
          .asString()
          .startsWith("EBM-A024 " + out() + ": holds the study 'small' (sweep), and this is '");
      assertThat(out().resolve("results.csv")).hasContent(csv);
    }
    assertThat(study(few).exitCode()).isZero();
    assertThat(Files.readAllLines(out().resolve("results.csv"))).hasSize(3);
  }

  @Test
  void aPictureThatCannotBeDrawnLosesNothing() throws IOException {
    assertThat(study(PROFILE).exitCode()).isZero();
    Path csv = out().resolve("results.csv");
    Files.delete(csv);
    Files.delete(out().resolve("plots").resolve("profiles.png"));
    Files.delete(out().resolve("plots"));
    Files.writeString(out().resolve("plots"), "no folder");
    assertThat(study(PROFILE).errors()).singleElement().asString().startsWith("EBM-R001 ");
    assertThat(csv).isNotEmptyFile();
  }

  /** Far from the data energies are above 20, beneath which the loss has no value. */
  @Test
  void theMinimumOfAProfileIsOneOfItsFiniteValues() throws IOException {
    assertThat(study(PROFILE).exitCode()).isZero();
    String[] cells = Files.readAllLines(out().resolve("results.csv")).get(1).split(",");
    assertThat(Math.abs(Double.parseDouble(cells[1]))).isBetween(3.0, 8.0);
    assertThat(cells[2]).doesNotContain("NaN");
    assertThat(Files.readString(out().resolve("results.md")))
        .containsPattern("root: \\d+ of 93 values are not finite and count for no minimum");
  }

  @Test
  void aProfileWithoutAFiniteValueSaysSo() throws IOException {
    InProcess result =
        study(PROFILE, "--set", "loss-profile.from=-0.1", "--set", "loss-profile.to=0.1");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(Files.readAllLines(out().resolve("results.csv")).get(1))
        .isEqualTo("root,NaN,NaN ± NaN,NaN ± NaN");
    assertThat(Files.readString(out().resolve("results.md"))).contains("root: 93 of 93 values");
  }

  @Test
  void theLossesOfAProfileHaveNamesOfTheirOwn() {
    assertThat(refused(PROFILE, "--set", "loss-profile.losses=[{name: a}, {name: a}]"))
        .startsWith("EBM-C005 loss-profile: two losses have the name 'a'");
    assertThat(refused(PROFILE, "--set", "loss-profile.losses=[{name: a, set: [loss.b=1]}]"))
        .startsWith("EBM-C001 loss-profile.losses.a, loss.b: unknown key");
  }

  /** Asks to stop after the study has asked so many times. */
  private record StopAfter(int polls) implements Interrupts {
    @Override
    public Watch watch(boolean quiet) {
      int[] polled = {0};
      return new Watch() {
        @Override
        public boolean requested() {
          return polled[0]++ >= polls;
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

  @Test
  void aSweepThatIsStoppedBetweenTrainingsSaysHowToGoOn() {
    Experiments.plane(folder);
    Path file = Experiments.write(folder, "study.yaml", SWEEP);
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), false);
    PluginCatalog catalog = new PluginLoader().load();
    ExperimentLoader loader = new ExperimentLoader(catalog);
    Assembly assembly = new Assembly(catalog);
    Training training =
        new Training(
            assembly,
            catalog,
            new StopAfter(Integer.MAX_VALUE),
            new Invocation(List.of("study"), List.of()),
            Clock.systemUTC(),
            console);
    Studies studies =
        new Studies(
            loader,
            assembly,
            training,
            new TrainedModels(loader, assembly),
            new StopAfter(1),
            console);
    assertThat(studies.run(Studies.load(file, List.of()), out())).isEqualTo(130);
    assertThat(err.toString())
        .endsWith("To go on with the study, call it again with --out %s\n".formatted(out()));
    assertThat(out().resolve("run-few-steps").resolve("seed-1")).isDirectory();
    assertThat(out().resolve("run-few-steps").resolve("seed-2")).doesNotExist();
  }
}

package dev.ebm.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.app.console.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each wrong input ends with one line, the documented exit code, and nothing written. */
final class BadInputTest {

  @TempDir private Path folder;
  private String out;

  @BeforeEach
  void chooseFolder() {
    out = folder.resolve("run").toString();
  }

  private InProcess train(Path experiment, String... more) {
    String[] args = {"train", experiment.toString(), "--out", out};
    return InProcess.ebm(Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new));
  }

  private void assertRefused(InProcess result, int exitCode, String... lines) {
    assertThat(result.errors()).hasSize(lines.length);
    for (int i = 0; i < lines.length; i++) {
      assertThat(result.errors().get(i)).startsWith(lines[i]);
    }
    assertThat(result.exitCode()).isEqualTo(exitCode);
    assertThat(result.out()).isEmpty();
    assertThat(Path.of(out)).doesNotExist();
  }

  private Path tableWith(UnaryOperator<String> change) throws IOException {
    Path csv = Experiments.csv(folder);
    Files.writeString(csv, change.apply(Files.readString(csv)));
    return Experiments.table(folder, csv);
  }

  /** The file with its third line replaced. */
  private static String withThirdLine(String csv, String line) {
    List<String> lines = new ArrayList<>(csv.lines().toList());
    lines.set(2, line);
    return String.join("\n", lines) + "\n";
  }

  @Test
  void namesAMissingExperiment() {
    assertRefused(train(folder.resolve("no.yaml")), 2, "EBM-C100 " + folder.resolve("no.yaml"));
  }

  @Test
  void namesTheLineOfAFileThatIsNotYaml() {
    Path bad = Experiments.write(folder, "bad.yaml", "name: [plane\ntrain: 3\n");
    assertRefused(train(bad), 2, "EBM-C101 " + bad + ":2:");
  }

  @Test
  void reportsEveryProblemOfAnExperimentAtOnce() {
    assertRefused(
        train(
            Experiments.plane(folder),
            "--set",
            "loss.name=energy-discrepency",
            "--set",
            "train.stps=3",
            "--backend",
            "jmv"),
        2,
        "EBM-C012 backend: there is no backend 'jmv' (did you mean 'jvm'?",
        "EBM-C011 loss: there is no loss 'energy-discrepency' (did you mean 'energy-discrepancy'?",
        "EBM-C001 train.stps: unknown key (did you mean 'steps'?");
  }

  @Test
  void namesAMissingDataFile() {
    Path missing = folder.resolve("missing.csv");
    assertRefused(
        train(Experiments.table(folder, missing)), 1, "EBM-D003 " + missing + ": no such file");
  }

  private InProcess trainOnBits(String loss) {
    Path bits = Experiments.write(folder, "bits.csv", "a,b\n" + "0,1\n1,0\n1,1\n0,0\n".repeat(50));
    return train(
        Experiments.plane(folder),
        "--set",
        "data={name: csv, path: '" + bits + "', kind: binary}",
        "--set",
        "evaluate=[]",
        "--set",
        "loss=" + loss);
  }

  /** Each names what to use instead. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "score-matching",
        "sliced-score-matching",
        "denoising-score-matching",
        "energy-discrepancy",
        "kl-contraction",
        "recovery-likelihood",
        "contrastive-divergence",
        "persistent-contrastive-divergence",
        "maximum-likelihood",
        "noise-contrastive-estimation"
      })
  void aLossOfRealNumbersRefusesBits(String loss) {
    assertRefused(trainOnBits(loss), 1, "EBM-M007 ");
  }

  @Test
  void theLossThatTheRefusalsNameTrainsOnBits() {
    InProcess result = trainOnBits("{name: noise-contrastive-estimation, noise: bernoulli}");
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  @Test
  void namesTheLineOfARaggedRow() throws IOException {
    Path experiment = tableWith(csv -> withThirdLine(csv, "1,2"));
    assertRefused(train(experiment), 1, "EBM-D006 " + folder.resolve("table.csv") + ":3:");
  }

  @Test
  void namesTheLineAndColumnOfANaN() throws IOException {
    Path experiment = tableWith(csv -> withThirdLine(csv, "1,NaN,0"));
    assertRefused(
        train(experiment),
        1,
        "EBM-D008 " + folder.resolve("table.csv") + ":3: 'NaN' in column 'b'");
  }

  @Test
  void namesTheLineOfAMissingValue() throws IOException {
    Path experiment = tableWith(csv -> withThirdLine(csv, ",2,0"));
    assertRefused(
        train(experiment),
        1,
        "EBM-D007 " + folder.resolve("table.csv") + ":3: no value in column 'a'");
  }

  @Test
  void namesAMissingLabelColumnAndItsNearest() throws IOException {
    Path experiment = tableWith(csv -> csv.replace("a,b,label", "a,b,lable"));
    assertRefused(
        train(experiment),
        1,
        "EBM-D009 " + folder.resolve("table.csv") + ": has no column 'label'");
  }

  @Test
  void namesAnExistingFolderAndLeavesItAlone() throws IOException {
    Path kept = Files.createDirectories(Path.of(out)).resolve("thesis.txt");
    Files.writeString(kept, "three years");
    for (String how : List.of("--quiet", "--overwrite", "--resume")) {
      InProcess result = train(Experiments.plane(folder), how);
      String code =
          how.equals("--quiet") ? "EBM-R002" : how.equals("--resume") ? "EBM-R004" : "EBM-R005";
      assertThat(result.errors()).singleElement().asString().startsWith(code + " " + out);
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(Path.of(out)).isDirectoryContaining(kept::equals);
      assertThat(kept).hasContent("three years");
    }
    try (Stream<Path> files = Files.list(Path.of(out))) {
      assertThat(files).containsExactly(kept);
    }
  }

  @Test
  void stopsAtALossThatIsNotFiniteAndKeepsTheLastCheckpoint() throws IOException {
    InProcess result =
        train(
            Experiments.plane(folder),
            "--set",
            "optimizer.learning-rate=1e30",
            "--set",
            "train.checkpoint-every=1",
            "--quiet");

    assertThat(result.errors())
        .singleElement()
        .asString()
        .matches(
            "EBM-N001 " + out + " step \\d+: loss is .*; the checkpoint of step \\d+ is kept .*");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(Files.readString(Path.of(out, "summary.json")))
        .contains("\"status\" : \"diverged\"");
    try (Stream<Path> checkpoints = Files.list(Path.of(out, "checkpoints"))) {
      assertThat(checkpoints).hasSize(1);
    }
  }

  @Test
  void namesTheChainOfALossThatMakesItDiverge() {
    InProcess result =
        train(
            Experiments.plane(folder),
            "--set",
            "energy=gaussian",
            "--set",
            "loss={name: contrastive-divergence, sampler: {name: langevin, step-size: 1e30}}");
    assertThat(result.errors())
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches(
                        "step +0/60 +EBM-W017 loss 'contrastive-divergence': chain \\d+ is no longer"
                            + " finite after step \\d+ of its sampler, at a step size of 1.00e\\+30"
                            + " \\(lower loss.sampler.step-size\\)"))
        .last()
        .asString()
        .startsWith("EBM-N001 " + out + " step 0: ");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  /** What each of these names is a sampler, and none that the method can use. */
  @Test
  void refusesSamplersThatDoNotServe() {
    String forgets = "chains of '%s' begin in noise of their own, wherever they are put (name";
    String descends = "'map' descends to modes, which are no draws (name";
    for (String loss :
        List.of(
            "contrastive-divergence", "persistent-contrastive-divergence", "recovery-likelihood")) {
      assertRefusesSampler(
          "loss={name: %s, sampler: map}".formatted(loss),
          "EBM-M013 loss '%s': %s".formatted(loss, descends));
      assertRefusesSampler(
          "loss={name: %s, sampler: reverse-sde}".formatted(loss),
          "EBM-M014 loss '%s': %s".formatted(loss, forgets.formatted("reverse-sde")));
    }
    for (String metric : List.of("mmd", "sliced-wasserstein", "chain-diagnostics")) {
      assertRefusesSampler(
          "evaluate=[{name: %s, draws: {sampler: map}}]".formatted(metric),
          "EBM-M013 metric '%s': %s".formatted(metric, descends));
    }
    assertRefusesSampler(
        "evaluate=[{name: log-z-ais, sampler: map}]", "EBM-M013 metric 'log-z-ais': " + descends);
    assertRefusesSampler(
        "evaluate=[{name: log-z-ais, sampler: annealed-langevin}]",
        "EBM-M014 metric 'log-z-ais': " + forgets.formatted("annealed-langevin"));
    String tempering =
        "loss={name: contrastive-divergence, sampler: {name: parallel-tempering, kernel: %s}}";
    String place = " sampler 'parallel-tempering': ";
    assertRefusesSampler(tempering.formatted("map"), "EBM-M013" + place + descends);
    assertRefusesSampler(
        tempering.formatted("reverse-sde"), "EBM-M014" + place + forgets.formatted("reverse-sde"));
    for (String t : List.of("2", "{name: linear, from: 1, to: 2, steps: 9}")) {
      assertRefusesSampler(
          tempering.formatted("{name: mala, temperature: " + t + "}"),
          "EBM-M015" + place + "the kernel has a temperature of its own beside the replicas' (set");
    }
    assertRefusesSampler(
        tempering.formatted("parallel-tempering"),
        "EBM-M015" + place + "the kernel has replicas of its own (raise");
  }

  private void assertRefusesSampler(String setting, String line) {
    assertRefused(train(Experiments.plane(folder), "--set", setting, "--quiet"), 1, line);
  }

  @Test
  void leavesNoFolderBehindWhenALossDoesNotTrace() {
    assertRefused(
        train(Experiments.plane(folder), "--set", "loss=not-a-scalar", "--quiet"),
        2,
        "EBM-P124 loss 'not-a-scalar' of plugin test-losses dev (class path): loss returned ");
  }

  @Test
  void namesThePluginWhoseLossCrashes() {
    assertRefused(
        train(Experiments.plane(folder), "--set", "loss=crashing", "--quiet"),
        2,
        "EBM-P123 loss 'crashing' of plugin test-losses dev (class path): loss failed:"
            + " java.lang.IllegalStateException: a bug (");
  }

  @Test
  void callsAFailureThatItDoesNotKnowAnInternalOne() {
    StringWriter err = new StringWriter();
    Console console =
        new Console(new PrintWriter(Writer.nullWriter()), new PrintWriter(err), false);
    int code = new Failures(console, false).report("ebm train", new IllegalStateException("a bug"));

    assertThat(err.toString())
        .startsWith("EBM-X001 ebm train: internal error: java.lang.IllegalStateException: a bug (");
    assertThat(code).isEqualTo(3);
  }

  @Test
  void refusesToResumeAnotherExperimentAndNamesTheDifference() {
    Path experiment = Experiments.plane(folder);
    assertThat(train(experiment, "--set", "train.steps=2").exitCode()).isZero();

    InProcess result = train(experiment, "--resume", "--seed", "2", "--set", "energy.hidden=[8]");

    assertThat(result.errors())
        .singleElement()
        .asString()
        .startsWith(
            "EBM-A010 "
                + out
                + ": the experiment is not the run's: it differs in energy.hidden, seed");
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @Test
  void refusesToResumeWithOtherData() throws IOException {
    Path experiment = tableWith(csv -> csv);
    assertThat(train(experiment, "--set", "train.steps=2").exitCode()).isZero();
    tableWith(csv -> withThirdLine(csv, "1,1,0"));

    InProcess result = train(experiment, "--resume", "--set", "train.steps=4");

    assertThat(result.errors()).singleElement().asString().startsWith("EBM-A014 ");
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @Test
  void suggestsTheNearestOptionAndCommand() {
    InProcess option = train(Experiments.plane(folder), "--overwite");
    assertRefused(
        option,
        2,
        "EBM-A005 ebm train: there is no option '--overwite' here (did you mean '--overwrite'?");
    assertRefused(
        InProcess.ebm("trian"),
        2,
        "EBM-A005 ebm: there is no argument 'trian' here (did you mean 'train'?");
    assertRefused(
        InProcess.ebm("components"), 2, "EBM-A005 ebm components: no command given; one of list");
    assertRefused(InProcess.ebm(), 2, "EBM-A005 ebm: no command given; one of train, sample");
  }

  @Test
  void namesAPluginsFolderThatIsMissing() {
    String missing = folder.resolve("plugins").toString();
    assertRefused(
        InProcess.ebm("--plugins-dir", missing, "components", "list"),
        2,
        "EBM-A006 --plugins-dir " + missing);
  }

  @Test
  void refusesToRunWithABrokenPluginButListsIt() throws IOException {
    Path plugins = Files.createDirectories(folder.resolve("plugins"));
    Files.writeString(plugins.resolve("broken.jar"), "not a jar");
    assertRefused(
        train(Experiments.plane(folder), "--plugins-dir", plugins.toString()), 2, "EBM-P101 ");

    InProcess list = InProcess.ebm("plugins", "list", "--plugins-dir", plugins.toString());
    assertThat(list.out()).contains("ebm-losses");
    assertThat(list.errors()).singleElement().asString().startsWith("EBM-P101 ");
    assertThat(list.exitCode()).isEqualTo(1);
  }

  @Test
  void printsWhereItHappenedOnlyWhenAsked() {
    String missing = folder.resolve("no.yaml").toString();
    assertThat(InProcess.ebm("train", missing).err()).doesNotContain("\tat ");
    assertThat(InProcess.ebm("train", missing, "--stacktrace").err()).contains("\tat dev.ebm.");
  }

  @Test
  void refusesToOverwriteARunThatNobodyNamed() {
    assertRefused(
        InProcess.ebm("train", Experiments.plane(folder).toString(), "--overwrite"),
        2,
        "EBM-A005 ebm train: --overwrite replaces the run in --out, and there is no --out (");
  }

  @Test
  void refusesAFileAsTheFolderOfARun() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "three years");
    for (String how : List.of("--quiet", "--overwrite", "--resume")) {
      InProcess result =
          InProcess.ebm(
              "train", Experiments.plane(folder).toString(), "--out", file.toString(), how);
      assertRefused(result, 2, "EBM-A019 --out " + file);
      assertThat(file).hasContent("three years");
    }
  }

  @Test
  void sampleAndEnergyRefuseWhatCannotBeDrawnOrListed() {
    assertThat(train(Experiments.plane(folder), "--set", "train.steps=1").exitCode()).isZero();
    Map.of(
            "EBM-N003 sampling: 2000000000 rows of 2 numbers are 4000000000",
            List.of("sample", out, "-n", "2000000000"),
            "EBM-N003 sampling: these chains would take 2147483657 steps",
            List.of(
                "sample",
                out,
                "-n",
                "2",
                "--chains",
                "1",
                "--burn-in",
                "2147483647",
                "--thinning",
                "10"),
            "EBM-A017 --split train",
            List.of("energy", out, "--split", "train"),
            "EBM-A005 ebm energy: --data",
            List.of("energy", out, "--split", "test", "--data", "rows.csv"),
            "EBM-A005 ebm energy: missing required argument",
            List.of("energy", out))
        .forEach(
            (line, args) -> {
              InProcess result = InProcess.ebm(args.toArray(String[]::new));
              assertThat(result.errors()).singleElement().asString().startsWith(line);
              assertThat(result.exitCode()).isEqualTo(2);
              assertThat(result.out()).isEmpty();
            });
  }

  @Test
  void noticesThatItsOutputIsLost() {
    Writer full =
        new Writer() {
          @Override
          public void write(char[] text, int from, int count) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(full), new PrintWriter(err), false);
    assertThat(new Application(console, Clock.systemUTC()).run("components", "list")).isEqualTo(1);
    assertThat(err.toString()).startsWith("EBM-R001 standard output: ").hasLineCount(1);
  }
}

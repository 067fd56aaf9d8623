package dev.ebm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a trained run can be asked. One run on labelled data serves all tests. */
final class RoundTripTest {

  @TempDir private static Path folder;
  private static Path csv;
  private static String run;
  private static InProcess training;

  @BeforeAll
  static void train() {
    csv = Experiments.csv(folder);
    run = folder.resolve("run").toString();
    training = InProcess.ebm("train", Experiments.table(folder, csv).toString(), "--out", run);
    assertThat(training.err()).isEmpty();
    assertThat(training.exitCode()).isZero();
  }

  private static JsonNode json(InProcess result) throws IOException {
    assertThat(result.exitCode()).isZero();
    return new ObjectMapper().readTree(result.out());
  }

  @Test
  void trainingPrintsALineForEachLogAndEndsWithTheFolder() {
    List<String> lines = training.out().lines().toList();
    assertThat(lines.get(0)).startsWith("Training table on pure Java").endsWith("into " + run);
    assertThat(lines.stream().filter(line -> line.contains("  loss "))).hasSize(11);
    assertThat(training.out()).containsPattern("auroc  0\\.9\\d+ \\+/- 0\\.0\\d+");
    assertThat(lines.get(lines.size() - 1)).isEqualTo("Run      " + run);
    assertThat(Path.of(run, "plots", "energies.png")).isRegularFile();
    assertThat(Path.of(run, "report.html")).isRegularFile();
  }

  @Test
  void evaluatePrintsVersionedJsonWithStandardErrors() throws IOException {
    JsonNode document = json(InProcess.ebm("evaluate", run, "--json"));
    assertThat(document.path("schema").asInt()).isEqualTo(1);
    assertThat(document.path("step").asInt()).isEqualTo(100);
    JsonNode auroc = document.path("metrics").path(0);
    assertThat(auroc.path("name").asText()).isEqualTo("auroc");
    assertThat(auroc.path("value").asDouble()).isBetween(0.9, 1.0);
    assertThat(auroc.path("standard_error").isNumber()).isTrue();
    assertThat(auroc.path("samples").asInt()).isEqualTo(120);
  }

  @Test
  void evaluateAgreesWithTheSummaryOfTraining() throws IOException {
    JsonNode summary = new ObjectMapper().readTree(Path.of(run, "summary.json").toFile());
    JsonNode now = json(InProcess.ebm("evaluate", run, "--metric", "auroc", "--json"));
    assertThat(now.path("metrics").path(0).path("value"))
        .isEqualTo(summary.path("metrics").path("auroc").path("value"));
  }

  @Test
  void evaluateTakesOtherOptionsThanTheExperiments() throws IOException {
    JsonNode document =
        json(
            InProcess.ebm(
                "evaluate",
                run,
                "--json",
                "--set",
                "evaluate=[{name: log-z-quadrature, intervals: 40}]"));
    assertThat(document.path("metrics").path(0).path("samples").asInt()).isEqualTo(41 * 41);
  }

  @Test
  void energyScoresEveryRowAndReportsTheAuroc() throws IOException {
    InProcess result = InProcess.ebm("energy", run, "--data", csv.toString());
    List<String> lines = result.out().lines().toList();
    assertThat(lines).hasSize(221).startsWith("row,energy");
    assertThat(lines.get(1)).startsWith("1,");
    assertThat(result.err())
        .matches("auroc 0\\.9\\d+ \\+/- .* \\(20 rows of label 1, 200 of label 0\\)\n");

    Path file = folder.resolve("energies.csv");
    InProcess.ebm("energy", run, "--data", csv.toString(), "--out", file.toString());
    assertThat(file).hasContent(result.out());
  }

  @Test
  void energyScoresTheRowsThatWereNotTrainedOn() {
    InProcess result = InProcess.ebm("energy", run, "--split", "test");
    // Half of 200 inliers are trained on; the other half and all anomalies are the test split.
    assertThat(result.out().lines()).hasSize(121).startsWith("row,energy");
    assertThat(result.err())
        .matches("auroc 0\\.9\\d+ \\+/- .* \\(20 rows of label 1, 100 of label 0\\)\n");
    assertThat(InProcess.ebm("energy", run, "--split", "valid").err()).startsWith("EBM-D001 ");
  }

  @Test
  void sampleOfChainsThatMadeNoStepReportsNoMeans() {
    assertThat(InProcess.ebm("sample", run, "-n", "3", "--burn-in", "0").err())
        .isEqualTo("3 rows, 3 chains from noise, 0 steps of langevin\n");
  }

  @Test
  void sampleTakesTheSamplersWarmUpAtLeastAndCountsIt() {
    String[] draw = {
      "sample", run, "-n", "3", "--burn-in", "20", "--set", "sampler={name: mala, adapt: 150}"
    };
    assertThat(InProcess.ebm(draw).err()).contains("3 chains from noise, 150 steps of mala; ");
  }

  @Test
  void sampleFindsModesByALongDescent() {
    String[] draw = {"sample", run, "-n", "40", "--chains", "4", "--sampler", "map"};
    assertThat(InProcess.ebm(draw).err())
        .matches("40 rows, 4 chains from noise, 1900 steps of map; .*\n")
        .doesNotContain("R-hat");
  }

  /** Whether diagnostics are computed or not. */
  @Test
  void sampleWarnsOfStepsThatOvershoot() {
    for (String rows : List.of("8", "80")) {
      String[] draw = {
        "sample", run, "-n", rows, "--chains", "8", "--set", "sampler.step-size=1e6"
      };
      assertThat(InProcess.ebm(draw).err())
          .contains(
              "warning: EBM-W018 sampler 'langevin': the drift of its steps is longer than their"
                  + " noise: they overshoot, or still descend (lower the step size, or take more"
                  + " burn-in)\n");
    }
  }

  @Test
  void sampleOfLongChainsReportsHowTheyMix() {
    String[] draw = {
      "sample",
      run,
      "-n",
      "800",
      "--chains",
      "8",
      "--set",
      "sampler.step-size=0.5",
      "--thinning",
      "100"
    };
    InProcess mixing = InProcess.ebm(draw);
    assertThat(mixing.err())
        .matches(
            "800 rows, 8 chains from noise, 10900 steps of langevin; means of the last steps: .*;"
                + " R-hat 1\\.0\\d+, effective sample size \\d+ in the bulk, \\d+ in the tails\n");
    draw[7] = "sampler.step-size=1e-6";
    assertThat(InProcess.ebm(draw).err().lines().skip(1))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("warning: EBM-W013 sampler 'langevin': the chains disagree"),
            line ->
                assertThat(line)
                    .startsWith(
                        "warning: EBM-W013 sampler 'langevin': 800 draws are worth no more"));
  }

  @Test
  void evaluateMeasuresWithEveryMetricThatNeedsNoKnownDensity() throws IOException {
    JsonNode document =
        json(
            InProcess.ebm(
                "evaluate",
                run,
                "--json",
                "--metric",
                "log-z-quadrature",
                "--metric",
                "log-z-importance-sampling",
                "--metric",
                "log-likelihood",
                "--metric",
                "mmd",
                "--metric",
                "sliced-wasserstein",
                "--metric",
                "chain-diagnostics"));
    assertThat(document.path("metrics").findValuesAsText("name"))
        .contains(
            "log-z/quadrature",
            "log-z/importance-sampling",
            "log-likelihood/ais",
            "log-likelihood/ais-reverse",
            "bits-per-dimension/ais",
            "mmd-squared",
            "mmd-p-value",
            "sliced-wasserstein",
            "r-hat");
    assertThat(document.findValues("value")).allMatch(JsonNode::isNumber);
  }

  @Test
  void energyNeedsNoLabels() {
    Path unlabelled = Experiments.write(folder, "unlabelled.csv", "b,a\n5,0\n50,10\n");
    InProcess result = InProcess.ebm("energy", run, "--data", unlabelled.toString());
    assertThat(result.err()).isEmpty();
    double[] energy =
        result
            .out()
            .lines()
            .skip(1)
            .mapToDouble(line -> Double.parseDouble(line.substring(2)))
            .toArray();
    assertThat(energy[1]).as("an outlier by columns' names, not places").isGreaterThan(energy[0]);
  }

  @Test
  void sampleWritesTheSameRowsAsCsvAndNpyInTheUnitsOfTheData() throws IOException {
    String[] draw = {
      "sample", run, "-n", "300", "--burn-in", "200", "--set", "sampler.step-size=0.05"
    };
    InProcess text = InProcess.ebm(draw);
    Path npy = folder.resolve("samples.npy");
    String[] toFile = Arrays.copyOf(draw, draw.length + 2);
    toFile[draw.length] = "--out";
    toFile[draw.length + 1] = npy.toString();
    InProcess.ebm(toFile);

    assertThat(text.err()).startsWith("300 rows, 300 chains from noise, 200 steps of langevin");
    List<String> lines = text.out().lines().toList();
    assertThat(lines).hasSize(301).startsWith("a,b");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(npy)).order(ByteOrder.LITTLE_ENDIAN);
    int header = 10 + bytes.getShort(8);
    assertThat(new String(bytes.array(), 1, 5, StandardCharsets.US_ASCII)).isEqualTo("NUMPY");
    assertThat(header % 64).isZero();
    assertThat(new String(bytes.array(), 10, header - 10, StandardCharsets.US_ASCII))
        .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (300, 2,), }")
        .endsWith("\n");
    double meanOfB = 0;
    for (int i = 0; i < 300; i++) {
      String[] row = lines.get(i + 1).split(",");
      assertThat(bytes.getFloat(header + 8 * i)).isEqualTo(Float.parseFloat(row[0]));
      assertThat(bytes.getFloat(header + 8 * i + 4)).isEqualTo(Float.parseFloat(row[1]));
      meanOfB += Double.parseDouble(row[1]) / 300;
    }
    // 300 nearly independent rows of deviation near 1: five standard errors are 0.3.
    assertThat(meanOfB).isCloseTo(5, within(1.0));
  }

  @Test
  void sampleDrawsTheSameRowsAgainAndOthersForAnotherSeed() {
    String[] draw = {"sample", run, "-n", "3", "--burn-in", "20", "--start", "data"};
    assertThat(InProcess.ebm(draw).out()).isEqualTo(InProcess.ebm(draw).out());
    String[] reseeded = Arrays.copyOf(draw, draw.length + 2);
    reseeded[draw.length] = "--set";
    reseeded[draw.length + 1] = "seed=2";
    assertThat(InProcess.ebm(reseeded).out()).isNotEqualTo(InProcess.ebm(draw).out());
  }

  @Test
  void samplePlotsPointsOfThePlane() throws IOException {
    Path png = folder.resolve("samples.png");
    InProcess.ebm("sample", run, "-n", "50", "--burn-in", "20", "--out", png.toString());
    BufferedImage picture = ImageIO.read(png.toFile());
    assertThat(picture.getWidth()).isGreaterThan(picture.getHeight());
  }

  @Test
  void plotDrawsEveryPictureAgain() throws IOException {
    try (var pictures = Files.list(Path.of(run, "plots"))) {
      for (Path picture : pictures.toList()) {
        Files.delete(picture);
      }
    }
    InProcess result = InProcess.ebm("plot", run);
    assertThat(result.out().lines().map(line -> Path.of(line).getFileName().toString()))
        .startsWith("density.png", "energies.png", "curves.png");
    assertThat(result.out().lines().map(Path::of)).allMatch(Files::isRegularFile);
  }

  @Test
  void resumeOfAFinishedRunDoesNothingAndSaysHowToGoOn() throws IOException {
    String before = Files.readString(Path.of(run, "metrics.jsonl"));
    InProcess result = InProcess.ebm("train", run + "/experiment.yaml", "--out", run, "--resume");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).contains("has its 100 steps already");
    assertThat(Path.of(run, "metrics.jsonl")).hasContent(before);
  }

  @Test
  void listsAreReadableByScripts() throws IOException {
    JsonNode components = json(InProcess.ebm("components", "list", "--json")).path("components");
    assertThat(components.findValuesAsText("name"))
        .contains("energy-discrepancy", "mlp", "langevin", "adam", "gaussians-25", "auroc");
    JsonNode backends = json(InProcess.ebm("backends", "list", "--json")).path("backends");
    assertThat(backends.findValuesAsText("name")).containsExactly("djl", "jvm", "tf");
    JsonNode plugins = json(InProcess.ebm("plugins", "list", "--json"));
    assertThat(plugins.path("plugins").findValuesAsText("id")).contains("ebm-losses");
    assertThat(plugins.path("problems")).isEmpty();
  }

  @Test
  void helpAndVersionNeedNothing() {
    assertThat(InProcess.ebm("--help").out()).contains("Usage: ebm", "train", "doctor");
    assertThat(InProcess.ebm("train", "--help").out()).contains("--overwrite", "--plugins-dir");
    assertThat(InProcess.ebm("--version").out()).startsWith("ebm ").contains("Java ");
  }
}

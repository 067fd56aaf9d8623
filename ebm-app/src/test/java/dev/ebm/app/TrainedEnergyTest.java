package dev.ebm.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ebm.api.plugin.ComponentKind;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.energy.CorePlugin;
import dev.ebm.core.run.RunFolder;
import dev.ebm.testkit.plugin.PluginContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs without a step, and energies of earlier runs. Here, because they need methods and a backend.
 */
class TrainedEnergyTest extends PluginContract {

  @TempDir private static Path folder;

  /** Normal laws in the plane: round at (3, 0), and wide along the second axis at (0, 2). */
  private static String one;

  private static String two;

  @BeforeAll
  static void makeRuns() {
    one = initialise("one", "{name: gaussian, mean: [3, 0]}");
    two = initialise("two", "{name: gaussian, mean: [0, 2], covariance: [[1, 0], [0, 4]]}");
  }

  private static String initialise(String name, String energy, String... more) {
    String run = folder.resolve(name).toString();
    InProcess training = train(name, run, energy, more);
    assertThat(training.err()).isEmpty();
    assertThat(training.exitCode()).isZero();
    return run;
  }

  private static InProcess train(String name, String run, String energy, String... more) {
    String text =
        """
        name: %s
        data: gaussians-8
        energy: %s
        loss: energy-discrepancy
        train: {steps: 0}
        """
            .formatted(name, energy);
    Path file = Experiments.write(folder, name + ".yaml", text);
    String[] command = {"train", file.toString(), "--out", run};
    String[] all = Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return InProcess.ebm(all);
  }

  private static double[][] sample(String run, int count) {
    InProcess drawn =
        InProcess.ebm(
            "sample", run, "-n", "" + count, "--burn-in", "400", "--set", "sampler.step-size=0.05");
    assertThat(drawn.exitCode()).isZero();
    return drawn
        .out()
        .lines()
        .skip(1)
        .map(line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
        .toArray(double[][]::new);
  }

  private static double mean(double[][] rows, int column) {
    return Arrays.stream(rows).mapToDouble(row -> row[column]).average().orElseThrow();
  }

  @Override
  protected EbmPlugin plugin() {
    return new CorePlugin();
  }

  @Override
  protected Map<String, Object> options(ComponentKind kind, String name) {
    return Map.of("run", one);
  }

  @Test
  void aRunOfNoStepCanBeAskedWhateverATrainedOneCan() throws IOException {
    RunFolder run = RunFolder.open(Path.of(one));
    assertThat(run.checkpoints().steps()).containsExactly(0);
    assertThat(run.summary().orElseThrow().steps()).isZero();
    assertThat(run.reportFile()).isRegularFile();
    assertThat(Path.of(one, "plots", "density.png")).isRegularFile();

    InProcess evaluated = InProcess.ebm("evaluate", one, "--metric", "log-density-mse", "--json");
    assertThat(evaluated.err()).hasLineCount(1).startsWith("warning: EBM-W005 metric 'log-dens");
    assertThat(new ObjectMapper().readTree(evaluated.out()).path("step").asInt()).isZero();
    assertThat(InProcess.ebm("plot", one).out()).contains("density.png");

    // Langevin at step size 0.05 has the variance 1 / (1 - 0.025): 6 standard errors of 2000.
    double[][] rows = sample(one, 2_000);
    double error = Math.sqrt(1 / 0.975 / 2_000);
    assertThat(mean(rows, 0)).isCloseTo(3, within(6 * error));
    assertThat(mean(rows, 1)).isCloseTo(0, within(6 * error));
  }

  @Test
  void aRunOfNoStepSaysSoAndNeedsNoResuming() {
    InProcess printed = train("words", folder.resolve("words").toString(), "harmonic");
    assertThat(printed.out())
        .contains("Initialised the parameters; no step was asked for")
        .doesNotContain("NaN");
    InProcess again = train("words", folder.resolve("words").toString(), "harmonic", "--resume");
    assertThat(again.err()).contains("has its 0 steps already");
    assertThat(again.exitCode()).isZero();
  }

  @Test
  void aRunOfNoStepCanBeTrainedFurther() {
    String run = initialise("further", "{name: mlp, hidden: [8]}");
    String resumed = run + "/experiment.yaml";
    InProcess more =
        InProcess.ebm("train", resumed, "--out", run, "--resume", "--set", "train.steps=3");
    assertThat(more.err()).isEmpty();
    assertThat(RunFolder.open(Path.of(run)).checkpoints().steps()).containsExactly(0, 3);
  }

  /** An energy without parameters and rows of which no picture is drawn have nothing to show. */
  @Test
  void aRunOfNoStepNeedsNeitherParametersNorPictures() {
    String space = "data={name: gaussian-mixture, means: [[0.0, 0.0, 0.0]]}";
    String run = initialise("bare", "harmonic", "--set", space);
    assertThat(parameters(run)).isEmpty();
    assertThat(Path.of(run, "plots")).doesNotExist();
    assertThat(sample(run, 10)).hasNumberOfRows(10);
  }

  /**
   * The family of the myopia test (BENCHMARKS 7.2): all but the weight is frozen, and training
   * finds it. By score matching it could not, see there.
   */
  @Test
  void theWeightOfAMixtureIsTrainedAlone() {
    String run =
        initialise(
            "weight",
            "{name: gaussian-mixture, components: 2, means: [[-5], [5]], deviation: 1}",
            "--set",
            "data=two-modes",
            "--set",
            "loss.perturbation={name: gaussian, t: 8}",
            "--set",
            "optimizer={learning-rate: {name: linear, from: 0.1, to: 1e-3, steps: 300}}",
            "--set",
            "train={steps: 300, batch-size: 512, freeze: [mean, log-diagonal]}");
    assertThat(parameters(run).get("mean").toDoubles()).containsExactly(-5, 5);
    assertThat(parameters(run).get("log-diagonal").toDoubles())
        .containsExactly(new double[2], within(0.0));
    double[] logits = parameters(run).get("logits").toDoubles();
    assertThat(1 / (1 + Math.exp(logits[1] - logits[0]))).isCloseTo(0.2, within(0.03));
  }

  private static Map<String, TensorData> parameters(String run) {
    return RunFolder.open(Path.of(run))
        .checkpoints()
        .loadLatest()
        .snapshot()
        .parameters()
        .entries();
  }

  private static String trained(String run, String more) {
    return "{name: trained, run: '%s'%s}".formatted(run, more);
  }

  /**
   * Precisions add: diag(1, 1) at (3, 0) and diag(1, 1/4) at (0, 2) make diag(2, 5/4) at (1.5,
   * 0.4).
   */
  @Test
  void twoEnergiesThatWereTrainedApartAreSampledTogether() {
    String product =
        initialise(
            "product",
            "{name: product, energies: [%s, %s]}".formatted(trained(one, ""), trained(two, "")));
    assertThat(parameters(product).get("energies/1/mean")).isEqualTo(parameters(two).get("mean"));
    double[][] rows = sample(product, 2_000);
    assertThat(mean(rows, 0)).isCloseTo(1.5, within(6 * Math.sqrt(0.55 / 2_000)));
    assertThat(mean(rows, 1)).isCloseTo(0.4, within(6 * Math.sqrt(0.85 / 2_000)));
  }

  @Test
  void takesTheAveragedParametersOfTheNewestCheckpoint() {
    String mlp = "{name: mlp, hidden: [4]}";
    String run = initialise("averaged", mlp, "--set", "train.steps=20", "--set", "train.ema=0.9");
    var snapshot = RunFolder.open(Path.of(run)).checkpoints().loadLatest().snapshot();
    assertThat(snapshot.step()).isEqualTo(20);
    assertThat(snapshot.ema()).isNotEqualTo(snapshot.parameters());
    String copy = initialise("copy", trained(run, ""));
    assertThat(parameters(copy)).isEqualTo(snapshot.evaluationParameters().entries());
  }

  @Test
  void staysAsItIsUnlessToldToTrain() {
    String kept = initialise("kept", trained(one, ""), "--set", "train.steps=5");
    assertThat(parameters(kept)).isEqualTo(parameters(one));
    String moved = initialise("moved", trained(one, ", trainable: true"), "--set", "train.steps=5");
    assertThat(parameters(moved).get("mean")).isNotEqualTo(parameters(one).get("mean"));
  }

  /** What a run had frozen or shared stays so. */
  @Test
  void keepsTheConstraintsOfItsRun() {
    String pair =
        initialise(
            "pair",
            "{name: product, energies: [gaussian, gaussian]}",
            "--set",
            "train.share={energies/1/mean: energies/0/mean}",
            "--set",
            "train.freeze=['*/log-diagonal']");
    String copy =
        initialise("pair-copy", trained(pair, ", trainable: true"), "--set", "train.steps=5");
    assertThat(parameters(copy).keySet())
        .isEqualTo(parameters(pair).keySet())
        .doesNotContain("energies/1/mean");
    assertThat(parameters(copy).get("energies/0/log-diagonal"))
        .isEqualTo(parameters(pair).get("energies/0/log-diagonal"));
    assertThat(parameters(copy).get("energies/0/mean"))
        .isNotEqualTo(parameters(pair).get("energies/0/mean"));
  }

  @Test
  void saysWhyARunCannotBeUsed() {
    assertRefused(folder.resolve("nowhere").toString(), "EBM-R003 ");
    assertRefused(folder.toString(), "EBM-R004 ");
    Path csv = Experiments.csv(folder);
    String table = folder.resolve("table").toString();
    InProcess.ebm(
        "train",
        Experiments.table(folder, csv).toString(),
        "--out",
        table,
        "--set",
        "train.steps=0");
    assertRefused(
        table,
        "EBM-M008 energy 'trained': %s models rows [2] of a, b, and those of the data are [2] of x0, x1"
            .formatted(table));
  }

  /** A plugin's energy may have other parameters after an update; here the file is changed. */
  @Test
  void saysThatTheEnergyHasChangedSinceTheCheckpoint() throws IOException {
    String run = initialise("changed", "{name: mlp, hidden: [4]}");
    Path experiment = Path.of(run, "experiment.yaml");
    Files.writeString(experiment, Files.readString(experiment).replace("- 4", "- 5"));
    String other =
        ": the checkpoint of " + run + " is of another energy: it holds {layer0/weight=[2, 4], ";
    assertRefused(run, "EBM-M008 energy 'trained'" + other);
    for (String command : List.of("sample", "evaluate", "plot")) {
      InProcess result = InProcess.ebm(command, run);
      assertThat(result.errors()).singleElement().asString().startsWith("EBM-M008 energy" + other);
    }
    InProcess set = InProcess.ebm("energy", run, "--split", "test");
    assertThat(set.errors()).singleElement().asString().startsWith("EBM-M008 energy" + other);
  }

  private static void assertRefused(String run, String beginning) {
    InProcess result = train("refused", folder.resolve("refused").toString(), trained(run, ""));
    assertThat(result.errors()).hasSize(1).first().asString().startsWith(beginning);
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  @Test
  void offersTheEnergyOfARun() {
    assertThat(plugin().components()).extracting("name").isEqualTo(List.of("trained"));
  }
}

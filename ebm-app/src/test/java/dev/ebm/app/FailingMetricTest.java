package dev.ebm.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.core.run.MetricsLog;
import dev.ebm.core.run.RunFolder;
import dev.ebm.core.run.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A metric that fails does not cost the training; the data have no labels, which auroc needs. */
final class FailingMetricTest {

  private static final String BOTH = "evaluate=[auroc, {name: log-density-mse, samples: 100}]";

  /** What the other metric says of a model of so few steps: few rows carry its log Z. */
  private static final String HARDLY_TRAINED = "EBM-W005";

  @TempDir private Path folder;

  private InProcess train(String... more) {
    String plane = Experiments.plane(folder).toString();
    String[] args = {"train", plane, "--out", folder.resolve("run").toString()};
    return InProcess.ebm(Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new));
  }

  private RunFolder run() {
    return RunFolder.open(folder.resolve("run"));
  }

  @Test
  void isToldOnceAndTheRunFinishesWithTheOtherResults() throws IOException {
    InProcess result =
        train("-q", "--set", BOTH, "--set", "train.steps=20", "--set", "train.evaluate-every=5");
    assertThat(result.exitCode()).isZero();
    assertThat(result.errors())
        .filteredOn(line -> !line.contains(HARDLY_TRAINED))
        .singleElement()
        .asString()
        .startsWith("warning: EBM-E001 evaluate.0, auroc: ");
    Summary summary = run().summary().orElseThrow();
    assertThat(summary.status()).isEqualTo(Summary.Status.FINISHED);
    assertThat(summary.metrics()).containsOnlyKeys("log-density-mse", "log-z");
    assertThat(run().checkpoints().steps()).containsExactly(20);
    assertThat(run().warnings().read())
        .filteredOn(warning -> !warning.problem().code().equals(HARDLY_TRAINED))
        .singleElement()
        .satisfies(warning -> assertThat(warning.step()).isEqualTo(5));
    assertThat(Files.readString(run().reportFile())).contains("Step 5: EBM-E001 evaluate.0");

    InProcess evaluated = InProcess.ebm("evaluate", run().path().toString());
    assertThat(evaluated.errors()).singleElement().asString().startsWith("EBM-E001 ");
    assertThat(evaluated.exitCode()).isEqualTo(1);
  }

  @Test
  void isToldBesideTheLinesOfTraining() {
    assertThat(train("--set", "evaluate=[auroc]", "--set", "train.steps=2").errors())
        .singleElement()
        .asString()
        .startsWith("step 2/2  EBM-E001 evaluate.0, auroc: ");
    assertThat(run().summary().orElseThrow().metrics()).isEmpty();
  }

  @Test
  void isReplacedWhereTheRunIsResumed() {
    assertThat(train("--set", BOTH, "--set", "train.steps=2").exitCode()).isZero();
    InProcess resumed = train("--resume", "--set", "train.steps=4");
    assertThat(resumed.err()).doesNotContain("EBM-E001");
    assertThat(resumed.exitCode()).isZero();
    assertThat(run().experiment()).doesNotContain("auroc").contains("samples: 500");
    assertThat(run().summary().orElseThrow().metrics()).containsKey("log-density-mse");
  }

  /** A second Ctrl-C while metrics are computed leaves a checkpoint without its evaluation. */
  @Test
  void anEvaluationThatAKilledRunOwesIsMadeWhenItIsResumed() throws IOException {
    String[] often = {"--set", "train.steps=2", "--set", "train.evaluate-every=2"};
    assertThat(train(often).exitCode()).isZero();
    List<String> log = Files.readAllLines(run().metricsFile());
    assertThat(log).hasSize(3);
    for (int lines : List.of(2, 3)) {
      Files.write(run().metricsFile(), log.subList(0, lines));
      often[1] = "train.steps=3";
      assertThat(train(often[0], often[1], often[2], often[3], "--resume").exitCode()).isZero();
      assertThat(run().metrics()).extracting(MetricsLog.Entry::step).containsExactly(1, 2, 2, 3, 3);
      assertThat(train("--overwrite", "--set", "train.steps=2").exitCode()).isZero();
    }
  }
}

package dev.ebm.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Optimizer;
import dev.ebm.core.plugin.PluginLoader;
import dev.ebm.core.run.RunFolder;
import dev.ebm.core.train.Snapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * With every loss and every optimiser a run that ended early and was resumed with more steps ends,
 * bit for bit, where one that never stopped does: parameters, their average, moments, buffers of
 * chains.
 */
final class ResumeTest {

  private static final String SHORT =
      """
      name: short
      data: gaussians-8
      energy: {name: mlp, hidden: [8], activation: silu}
      loss: energy-discrepancy
      train: {steps: 11, batch-size: 16, ema: 0.9}
      """;

  @TempDir private Path folder;

  static Stream<String> parts() {
    PluginLoader plugins = new PluginLoader();
    return Stream.concat(
        Stream.concat(
            names(plugins, Loss.class, "loss"), names(plugins, Optimizer.class, "optimizer")),
        Stream.of(
            "loss={name: persistent-contrastive-divergence, chains: 40, reinit-rate: 0.1, sampler: mala}",
            "loss={name: energy-discrepancy, w: {name: linear, from: 1, to: 0.1, steps: 11}}",
            "loss={name: denoising-score-matching,"
                + " sigma: {name: exponential, from: 1, to: 0.1, steps: 11}}",
            "loss={name: contrastive-divergence, sampler: {name: hmc, adapt: 5}}",
            "loss={name: recovery-likelihood, sampler: {name: parallel-tempering, replicas: 2}}",
            "optimizer={name: sgd, momentum: 0.9, nesterov: true,"
                + " learning-rate: {name: cosine, from: 0.1, to: 0, steps: 11}}"));
  }

  private static <T> Stream<String> names(PluginLoader plugins, Class<T> kind, String key) {
    return plugins.load().components(kind).stream()
        .filter(one -> one.plugin().id().value().startsWith("ebm-")) // not the tests' broken ones
        .map(one -> key + "=" + one.name());
  }

  @ParameterizedTest
  @MethodSource("parts")
  void aResumedRunEndsWhereOneThatNeverStoppedDoes(String part) {
    Snapshot whole = train("whole", part, 11);
    Snapshot early = train("parts", part, 4);
    assertThat(early.parameters()).isNotEqualTo(whole.parameters());
    assertThat(train("parts", part, 11, "--resume")).isEqualTo(whole);
  }

  private Snapshot train(String name, String part, int steps, String... more) {
    Path file = Experiments.write(folder, "short.yaml", SHORT);
    Path run = folder.resolve(name);
    List<String> command =
        new ArrayList<>(List.of("train", file.toString(), "--out", run.toString(), "--set", part));
    command.addAll(List.of("--set", "train.steps=" + steps));
    command.addAll(List.of(more));
    InProcess training = InProcess.ebm(command.toArray(String[]::new));
    assertThat(training.exitCode()).as(training.err()).isZero();
    return RunFolder.open(run).checkpoints().loadLatest().snapshot();
  }
}

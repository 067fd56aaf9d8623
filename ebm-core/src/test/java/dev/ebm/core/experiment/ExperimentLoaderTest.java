package dev.ebm.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.error.ConfigException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.metric.Metric;
import dev.ebm.core.config.YamlFile;
import dev.ebm.core.experiment.TrainingOptions.Precision;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.plugin.TestPlugin;
import dev.ebm.core.plugin.TestPlugin.NoOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentLoaderTest {

  record Threads(@Option(doc = "Threads", byDefault = "1") @Range(min = 1) int threads) {}

  record Widths(
      @Option(doc = "Widths", byDefault = "[128, 128]") @Range(min = 1) List<Integer> hidden) {}

  record Rate(
      @Option(doc = "Rate", byDefault = "1e-3", formerly = "lr")
          @Range(min = 0, exclusiveMin = true)
          double learningRate) {}

  record Samples(@Option(doc = "Rows", byDefault = "1000") @Range(min = 1) int samples) {}

  private static final PluginCatalog CATALOG =
      PluginCatalog.of(
          new TestPlugin("ebm-test")
              .backend("jvm", Threads.class)
              .backend("tf")
              .add(Dataset.class, "rings", NoOptions.class, (o, c) -> null)
              .add(Energy.class, "mlp", Widths.class, (o, c) -> null)
              .add(Loss.class, "ed", NoOptions.class, (o, c) -> null)
              .add(Optimizer.class, "adam", Rate.class, (o, c) -> null)
              .add(Sampler.class, "langevin", NoOptions.class, (o, c) -> null)
              .add(Metric.class, "mse", Samples.class, (o, c) -> null));

  private static final String GOOD =
      """
      name: rings
      data: rings
      energy: {name: mlp, hidden: [8]}
      loss: ed
      train: {steps: 10}
      evaluate: [mse]
      """;

  private final ExperimentLoader loader = new ExperimentLoader(CATALOG);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeAnExperiment() throws IOException {
    file = Files.writeString(folder.resolve("rings.yaml"), GOOD);
  }

  @Test
  void bindsAFileWithEveryDefault() {
    LoadedExperiment loaded = loader.load(file, List.of());

    Experiment experiment = loaded.experiment();
    assertThat(experiment.name()).isEqualTo("rings");
    assertThat(experiment.seed()).isZero();
    assertThat(experiment.backend().name()).isEqualTo("jvm");
    assertThat(experiment.energy().options()).isEqualTo(Map.of("hidden", List.of(8)));
    assertThat(experiment.optimizer().options()).isEqualTo(Map.of("learning-rate", 0.001));
    assertThat(experiment.train())
        .isEqualTo(
            new TrainingOptions(
                10, 128, 0, 0, List.of(), Map.of(), 100, 0, 5000, Precision.FLOAT32));
    assertThat(loaded.warnings()).isEmpty();
  }

  @Test
  void writesTheResolvedExperimentThatLoadsToAnEqualOne() throws IOException {
    LoadedExperiment loaded = loader.load(file, List.of());
    String yaml = YamlFile.text(loaded.resolved());

    assertThat(yaml)
        .isEqualTo(
            """
            name: rings
            seed: 0
            backend:
              name: jvm
              threads: 1
            data:
              name: rings
            energy:
              name: mlp
              hidden:
                - 8
            loss:
              name: ed
            optimizer:
              name: adam
              learning-rate: 0.001
            sampler:
              name: langevin
            train:
              steps: 10
              batch-size: 128
              ema: 0.0
              clip-gradient-norm: 0.0
              freeze: []
              share: {}
              log-every: 100
              evaluate-every: 0
              checkpoint-every: 5000
              precision: float32
            evaluate:
              - name: mse
                samples: 1000
            """);
    LoadedExperiment again =
        loader.load(Files.writeString(folder.resolve("experiment.yaml"), yaml), List.of());
    assertThat(again).isEqualTo(loaded);
  }

  @Test
  void appliesOverridesToComponentsNamedOrMapped() {
    Experiment experiment =
        loader
            .load(
                file,
                List.of(
                    "backend.threads=2",
                    "evaluate.0.samples=100",
                    "optimizer.learning-rate=1e-2",
                    "train.ema=0.9",
                    "seed=7"))
            .experiment();

    assertThat(experiment.backend().options()).isEqualTo(Map.of("threads", 2));
    assertThat(experiment.evaluate().get(0).options()).isEqualTo(Map.of("samples", 100));
    assertThat(experiment.optimizer().options()).isEqualTo(Map.of("learning-rate", 0.01));
    assertThat(experiment.train().ema()).isEqualTo(0.9);
    assertThat(experiment.seed()).isEqualTo(7);
  }

  @Test
  void replacesABackendGivenAsNameOrAsMapping() {
    assertThat(loader.load(file, List.of("backend=tf")).experiment().backend().name())
        .isEqualTo("tf");
    assertThat(
            loader
                .load(file, List.of("backend={name: jvm, threads: 4}", "backend=tf"))
                .experiment()
                .backend()
                .options())
        .isEmpty();
  }

  @Test
  void tellsAllProblemsOfTheExperimentAndOfItsComponentsAtOnce() throws IOException {
    Files.writeString(
        file,
        """
        nmae: rings
        backend: jmv
        data: {name: rings, noise: 1}
        energy: {name: mlp, hidden: [8, 0]}
        loss: score
        optimizer: {lr: 0}
        train: {steps: many, ema: 1}
        evaluate: [mse, {name: mse, samples: 0}, nll]
        """);

    ConfigException e =
        catchThrowableOfType(ConfigException.class, () -> loader.load(file, List.of()));

    assertThat(e.problems())
        .extracting((Problem p) -> p.code() + " " + p.where())
        .containsExactly(
            "EBM-C001 nmae",
            "EBM-C002 name",
            "EBM-C012 backend",
            "EBM-C001 data.noise",
            "EBM-C004 energy.hidden.1",
            "EBM-C011 loss",
            "EBM-C007 optimizer.lr",
            "EBM-C004 optimizer.lr",
            "EBM-C003 train.steps",
            "EBM-C004 train.ema",
            "EBM-C004 evaluate.1.samples",
            "EBM-C011 evaluate.2");
    assertThat(e).hasMessageContaining("did you mean 'jvm'?");
  }

  @Test
  void keepsWarningsBesideTheExperiment() {
    LoadedExperiment loaded = loader.load(file, List.of("optimizer.lr=0.5"));

    assertThat(loaded.experiment().optimizer().options()).isEqualTo(Map.of("learning-rate", 0.5));
    assertThat(loaded.warnings()).extracting(Problem::where).containsExactly("optimizer.lr");
  }

  @Test
  void tellsAFileThatIsMissing() {
    ConfigException e =
        catchThrowableOfType(
            ConfigException.class, () -> loader.load(folder.resolve("x.yaml"), List.of()));

    assertThat(e.code()).isEqualTo("EBM-C100");
  }
}

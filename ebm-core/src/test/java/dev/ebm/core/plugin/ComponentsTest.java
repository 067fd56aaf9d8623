package dev.ebm.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Features;
import dev.ebm.api.data.LogDensity;
import dev.ebm.api.data.Split;
import dev.ebm.api.error.ConfigException;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.config.RecordBinder;
import dev.ebm.testkit.PluginJar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComponentsTest {

  record Gaussian(@Option(doc = "Time") @Range(min = 0, exclusiveMin = true) double t)
      implements Perturbation {
    @Override
    public Tensor perturb(Key key, Tensor x) {
      return x;
    }

    @Override
    public Recovery recover(Key key, Tensor y, int count) {
      return Recovery.symmetric(y);
    }
  }

  record EdOptions(
      @Option(doc = "Stabiliser", byDefault = "1") @Range(min = 0) double w,
      @Option(doc = "Perturbation") ComponentSpec<Perturbation> perturbation) {}

  record OddOptions(@Option(doc = "Steps", byDefault = "0") @Range(min = 1) int steps) {}

  record Choice(@Option(doc = "Loss") ComponentSpec<Loss> loss) {}

  record ThreadOptions(@Option(doc = "Threads") @Range(min = 1) int threads) {}

  private final List<Object> seen = new ArrayList<>();

  private final PluginCatalog catalog =
      PluginCatalog.of(
          new TestPlugin("acme")
              .add(Perturbation.class, "gaussian", Gaussian.class, (options, context) -> options)
              .add(
                  Loss.class,
                  "ed",
                  EdOptions.class,
                  (options, context) -> {
                    seen.add(context.create(options.perturbation()));
                    seen.add(context.features());
                    return (c, x) -> x.sum();
                  })
              .add(
                  Loss.class,
                  "dense",
                  TestPlugin.NoOptions.class,
                  (options, context) -> {
                    seen.add(context.logDensity());
                    return (c, x) -> x.sum();
                  })
              .add(
                  Loss.class,
                  "wild",
                  TestPlugin.NoOptions.class,
                  (options, context) -> {
                    context.create(
                        new ComponentSpec<>(Perturbation.class, "gaussian", Map.of("t", -1)));
                    return (c, x) -> x.sum();
                  })
              .add(
                  Loss.class,
                  "throwing",
                  TestPlugin.NoOptions.class,
                  (options, context) -> {
                    throw new IllegalStateException("out of ideas");
                  })
              .add(
                  Loss.class,
                  "speaking",
                  TestPlugin.NoOptions.class,
                  (options, context) -> {
                    throw new EbmException(Problem.error("EBM-X001", "x", "said by acme", ""));
                  })
              .add(Loss.class, "odd", OddOptions.class, (options, context) -> (c, x) -> x.sum())
              .sampler("null")
              .backend("gpu", ThreadOptions.class));

  private final Components components = new Components(catalog, Features.continuous(2));

  private static ComponentSpec<Loss> loss(String name, Map<String, Object> options) {
    return new ComponentSpec<>(Loss.class, name, options);
  }

  @Test
  void makesAComponentAndTheOnesInsideIt() {
    components.create(loss("ed", Map.of("perturbation", Map.of("name", "gaussian", "t", 2))));

    assertThat(seen).containsExactly(new Gaussian(2), Features.continuous(2));
  }

  @Test
  void knowsTheDensityOfTheDataThatItTrainsOn() {
    LogDensity density = x -> x.sum(1);
    Dataset data =
        new Dataset() {
          @Override
          public Features features() {
            return Features.continuous(2);
          }

          @Override
          public List<String> splits() {
            return List.of(TRAIN);
          }

          @Override
          public Split split(String name) {
            throw new UnsupportedOperationException();
          }

          @Override
          public Optional<LogDensity> logDensity() {
            return Optional.of(density);
          }
        };
    IntFunction<TensorData> noRows = count -> TensorData.of(new float[0], 0, 2);
    new Components(catalog, data, noRows).create(loss("dense", Map.of()));
    components.create(loss("dense", Map.of()));

    assertThat(seen).containsExactly(Optional.of(density), Optional.empty());
  }

  @Test
  void tellsAllProblemsWithTheirPathsBeforeAnythingIsMade() {
    assertThatThrownBy(
            () ->
                components.create(
                    loss(
                        "ed", Map.of("w", -1, "perturbation", Map.of("name", "gaussian", "t", 0)))))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            """
            EBM-C004 loss.w: must be at least 0 but is -1
            EBM-C004 loss.perturbation.t: must be greater than 0 but is 0""");
    assertThat(seen).isEmpty();
  }

  @Test
  void tellsProblemsAtTheGivenPath() {
    assertThatThrownBy(() -> components.create(loss("none", Map.of()), "losses.0"))
        .hasMessageStartingWith("EBM-C011 losses.0: there is no loss 'none'");
    assertThatThrownBy(() -> components.create(loss("ed", Map.of()), "losses.0"))
        .hasMessageStartingWith("EBM-C002 losses.0.perturbation: required but not set");
  }

  @Test
  void tellsWhereAComponentAskedForABrokenOne() {
    assertThatThrownBy(() -> components.create(loss("wild", Map.of())))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("EBM-C004 loss.perturbation.t: must be greater than 0");
  }

  @Test
  void namesThePluginOfAFactoryThatThrows() {
    assertThatThrownBy(() -> components.create(loss("throwing", Map.of())))
        .isInstanceOf(PluginException.class)
        .hasMessageStartingWith(
            "EBM-P122 loss: throwing of plugin acme dev (class path) could not be made:"
                + " java.lang.IllegalStateException: out of ideas")
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatAPluginSaysToPeopleStaysAndNamesThePlugin() {
    assertThatThrownBy(() -> components.create(loss("speaking", Map.of())))
        .isExactlyInstanceOf(EbmException.class)
        .hasMessage("EBM-X001 x: said by acme, in loss 'speaking' of plugin acme dev (class path)");
  }

  @Test
  void namesThePluginWhoseDefaultViolatesItsOwnRange() {
    String said =
        "EBM-C008 loss.steps: its default '0' does not fit: must be at least 1 but is 0, in loss"
            + " 'odd' of plugin acme dev (class path) (this is a mistake of the plugin; report it"
            + " to its author)";

    assertThatThrownBy(() -> components.create(loss("odd", Map.of()))).hasMessage(said);
    assertThat(new RecordBinder(catalog).bind(Choice.class, Map.of("loss", "odd"), "").problems())
        .singleElement()
        .hasToString(said);
  }

  @Test
  void refusesAFactoryThatReturnsNull() {
    assertThatThrownBy(
            () -> components.create(new ComponentSpec<>(Sampler.class, "null", Map.of())))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("it returned null");
  }

  @Test
  void refusesAFactoryThatReturnsSomethingElse(@TempDir Path plugins) throws IOException {
    String lying =
        PluginJar.loss("x")
            .replace("<>(Loss", "(Loss")
            .replace("(c, x) -> x.sum()", "\"a loss\"")
            .replace(
                "public record", "@SuppressWarnings({\"unchecked\", \"rawtypes\"}) public record");
    Path jar = PluginJar.plugin("acme", lying).write(plugins.resolve("acme.jar"));
    try (PluginCatalog loaded = load(plugins)) {
      assertThatThrownBy(() -> new Components(loaded).create(loss("x", Map.of())))
          .isInstanceOf(PluginException.class)
          .hasMessageStartingWith(
              "EBM-P122 loss: x of plugin acme 1.2.3 (%s) could not be made: it returned a"
                  + " java.lang.String",
              jar);
    }
  }

  private static PluginCatalog load(Path plugins) {
    return new PluginLoader(new BareHost(), PluginPolicy.byDefault()).load(plugins).orThrow();
  }

  @Test
  void explainsAContractThatIsMissingWhenItIsFirstUsed(
      @TempDir Path plugins, @TempDir Path libraries) throws IOException {
    Path future =
        PluginJar.empty()
            .source(
                "dev.ebm.api.method.Future",
                "package dev.ebm.api.method; public class Future { public static void use() {} }")
            .write(libraries.resolve("api.jar"));
    String late = "{ Future.use(); return null; }";
    PluginJar.plugin("acme", PluginJar.loss("x").replace("(c, x) -> x.sum()", late))
        .sees(future)
        .write(plugins.resolve("acme.jar"));
    try (PluginCatalog loaded = load(plugins)) {
      assertThatThrownBy(() -> new Components(loaded).create(loss("x", Map.of())))
          .hasMessageStartingWith("EBM-P122 loss: x of plugin acme 1.2.3")
          .hasMessageContaining(
              "NoClassDefFoundError: dev/ebm/api/method/Future, since dev.ebm.api.method.Future is"
                  + " not in this application, which alone provides that package to plugins");
    }
  }

  @Test
  void hasNoFeaturesWhileTheDatasetIsMade() {
    assertThatThrownBy(() -> new Components(catalog).features())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void bindsTheOptionsOfABackendAndNamesThePluginThatFailsToOpenIt() {
    assertThatThrownBy(
            () -> components.open(new ComponentSpec<>(Backend.class, "gpu", Map.of("threads", 0))))
        .hasMessage("EBM-C004 backend.threads: must be at least 1 but is 0");
    assertThatThrownBy(
            () -> components.open(new ComponentSpec<>(Backend.class, "gpu", Map.of("threads", 2))))
        .isInstanceOf(PluginException.class)
        .hasMessageStartingWith("EBM-P122 backend: gpu of plugin acme")
        .hasMessageContaining("no gpu for ThreadOptions[threads=2]");
    assertThatThrownBy(() -> components.open(new ComponentSpec<>(Backend.class, "cpu", Map.of())))
        .hasMessageStartingWith("EBM-C012 backend: there is no backend 'cpu'");
  }

  @Test
  void setsTheContextLoaderAroundCallsIntoAPlugin(@TempDir Path plugins) throws IOException {
    PluginJar.plugin(
            "acme",
            """
            static void check(String when) {
              if (Thread.currentThread().getContextClassLoader() != Plugin.class.getClassLoader()) {
                throw new IllegalStateException("foreign context loader in " + when);
              }
            }
            public Plugin() { check("constructor"); }
            public record Options() {
              public Options { check("options"); }
            }
            @Override public List<ComponentFactory<?, ?>> components() {
              check("components");
              return List.of(new ComponentFactory<>(Loss.class, "x", Options.class, "", (o, c) -> {
                check("create");
                return (d, x) -> x.sum();
              }));
            }
            """)
        .write(plugins.resolve("acme.jar"));
    ClassLoader before = Thread.currentThread().getContextClassLoader();

    try (PluginCatalog loaded = load(plugins)) {
      assertThat(new Components(loaded).create(loss("x", Map.of()))).isNotNull();
    }
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }

  @Test
  void namesThePluginWhoseOptionsNeedAClassThatIsMissing(
      @TempDir Path plugins, @TempDir Path libraries) throws IOException {
    Path library =
        PluginJar.empty()
            .source("lib.Mode", "package lib; public enum Mode { A, B }")
            .write(libraries.resolve("lib.jar"));
    Path jar =
        PluginJar.plugin(
                "acme",
                PluginJar.loss("moody")
                    .replace("Options() {}", "Options(@Option(doc = \"Mode\") lib.Mode mode) {}"))
            .sees(library)
            .write(plugins.resolve("acme.jar"));

    try (PluginCatalog loaded = load(plugins)) {
      assertThatThrownBy(() -> new Components(loaded).create(loss("moody", Map.of())))
          .isInstanceOf(ConfigException.class)
          .hasMessageStartingWith("EBM-C008 loss: its options cannot be read: ")
          .hasMessageContaining("lib/Mode")
          .hasMessageContaining("in loss 'moody' of plugin acme 1.2.3 (" + jar + ")");
      assertThat(
              new RecordBinder(loaded).bind(Choice.class, Map.of("loss", "moody"), "").problems())
          .singleElement()
          .asString()
          .startsWith("EBM-C008 loss: its options cannot be read: ")
          .contains("in loss 'moody' of plugin acme 1.2.3 (" + jar + ")");
    }
  }
}

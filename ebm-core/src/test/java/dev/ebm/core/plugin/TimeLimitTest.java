package dev.ebm.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.data.Features;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.plugin.BackendProbe;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.core.plugin.TestPlugin.NoOptions;
import dev.ebm.testkit.PluginJar;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that does not come back is named instead of waited for. */
class TimeLimitTest {

  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final PluginPolicy IMPATIENT = PluginPolicy.byDefault().within(LIMIT);
  private static final Tensor X = Tensors.zeros(Shape.of(4, 2));

  /** Longer than any of these tests waits, and deaf to interrupts. */
  private static final String HANG =
      """
      static void hang() {
        long end = System.nanoTime() + 10_000_000_000L;
        while (System.nanoTime() < end) {
          try { Thread.sleep(100); } catch (InterruptedException deaf) { continue; }
        }
      }
      """;

  private static final String BACKEND =
      """
      public record Options() {}
      @Override public List<BackendFactory<?>> backends() {
        return List.of(new BackendFactory<Options>() {
          @Override public String name() { return "slow"; }
          @Override public Class<Options> configType() { return Options.class; }
          @Override public String summary() { return ""; }
          @Override public BackendProbe probe() { hang(); return new BackendProbe(true, ""); }
          @Override public dev.ebm.api.backend.Backend open(Options o) { throw new AssertionError(); }
        });
      }
      """;

  @TempDir Path plugins;

  private String acme;

  private PluginCatalog load(String members) throws IOException {
    Path jar = PluginJar.plugin("acme", HANG + members).write(plugins.resolve("acme.jar"));
    acme = "plugin acme 1.2.3 (" + jar + ")";
    PluginJar.plugin("good", PluginJar.loss("good")).write(plugins.resolve("good.jar"));
    return new PluginLoader(new BareHost(), IMPATIENT).load(plugins).orThrow();
  }

  private static <T> T create(PluginCatalog catalog, Class<T> kind, String name) {
    return new Components(catalog, Features.continuous(2))
        .create(new ComponentSpec<>(kind, name, Map.of()));
  }

  private static String hanging(String callee, String call) {
    return "EBM-P112 %s: %s has not come back after 1.0 s at ".formatted(callee, call);
  }

  @Test
  void aPluginThatDoesNotCloseIsNamedAndTheOthersAreClosed() throws IOException {
    PluginCatalog catalog = load("@Override public void close() { hang(); }");
    ClassLoader good = catalog.component(Loss.class, "good").plugin().loader();
    assertThat(good.getResource("good/Plugin.class")).isNotNull();

    assertThatThrownBy(catalog::close)
        .isInstanceOf(PluginException.class)
        .hasMessageStartingWith(hanging(acme, "close") + "acme.Plugin.hang (such calls are quick")
        .hasMessageContaining("'time-limit' in plugins.yaml");
    assertThat(good.getResource("good/Plugin.class")).as("resource of a closed loader").isNull();
  }

  @Test
  void aComponentThatDoesNotCloseIsNamed() throws IOException {
    PluginCatalog catalog =
        load(
            PluginJar.loss("stuck").replace("(c, x) -> x.sum()", "new Stuck()")
                + """
                static final class Stuck implements Loss, AutoCloseable {
                  @Override public Tensor loss(LossContext context, Tensor x) { return x.sum(); }
                  @Override public void close() { hang(); }
                }
                """);
    create(catalog, Loss.class, "stuck");

    assertThatThrownBy(catalog::close)
        .hasMessageStartingWith(hanging("loss 'stuck' of " + acme, "close"));
  }

  @Test
  void aComponentThatIsNotMadeIsNamed() throws IOException {
    String members = PluginJar.loss("x").replace("(c, x) -> x.sum()", "{ hang(); return null; }");
    try (PluginCatalog catalog = load(members)) {
      assertThatThrownBy(() -> create(catalog, Loss.class, "x"))
          .hasMessageStartingWith(hanging("loss 'x' of " + acme, "create"));
    }
  }

  @Test
  void aCallThatAddsToAProgramAndDoesNotComeBackIsNamed() throws IOException {
    String members = PluginJar.loss("x").replace("x.sum()", "{ hang(); return x.sum(); }");
    try (PluginCatalog catalog = load(members)) {
      Loss loss = create(catalog, Loss.class, "x");
      assertThatThrownBy(() -> loss.loss(null, X))
          .isInstanceOf(PluginException.class)
          .hasMessageStartingWith(hanging("loss 'x' of " + acme, "loss"));
    }
  }

  @Test
  void aProbeThatDoesNotComeBackSaysSoAndIsNotFollowedByAnOpening() throws IOException {
    try (PluginCatalog catalog = load(BACKEND)) {
      String said = hanging("backend 'slow' of " + acme, "probe");
      BackendProbe probe = catalog.backend("slow").probe();

      assertThat(probe.usable()).isFalse();
      assertThat(probe.detail()).startsWith(said);
      assertThatThrownBy(
              () ->
                  new Components(catalog)
                      .open(new ComponentSpec<>(Backend.class, "slow", Map.of())))
          .isInstanceOf(PluginException.class)
          .hasMessageStartingWith(said);
    }
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Passes every call to a perturbation that it is made of. */
  private static TestPlugin nested(Runnable inside) {
    return new TestPlugin("acme")
        .add(
            Perturbation.class,
            "inner",
            NoOptions.class,
            (o, c) ->
                new Perturbation() {
                  @Override
                  public Tensor perturb(Key key, Tensor x) {
                    inside.run();
                    return x;
                  }

                  @Override
                  public Recovery recover(Key key, Tensor y, int count) {
                    throw new AssertionError();
                  }
                })
        .add(
            Loss.class,
            "outer",
            NoOptions.class,
            (o, c) -> {
              Perturbation inner =
                  c.create(new ComponentSpec<>(Perturbation.class, "inner", Map.of()));
              return (context, x) -> {
                for (int i = 0; i < 3; i++) {
                  inner.perturb(null, x);
                }
                return x.sum();
              };
            });
  }

  @Test
  void theTimeOfCallsInsideACallIsTheirs() {
    Duration limit = LIMIT.multipliedBy(2);
    PluginPolicy policy = IMPATIENT.within(limit);
    try (PluginCatalog catalog =
        PluginCatalog.of(policy, nested(() -> sleep(limit.dividedBy(2))))) {
      assertThat(create(catalog, Loss.class, "outer").loss(null, X).rank()).isZero();
    }
  }

  @Test
  void ofCallsInsideEachOtherTheInnermostIsNamed() {
    try (PluginCatalog catalog =
        PluginCatalog.of(IMPATIENT, nested(() -> sleep(LIMIT.multipliedBy(5))))) {
      Loss outer = create(catalog, Loss.class, "outer");

      assertThatThrownBy(() -> outer.loss(null, X))
          .hasMessageStartingWith(
              "EBM-P112 perturbation 'inner' of plugin acme dev (class path): perturb has not come"
                  + " back after 1.0 s");
    }
  }

  @Test
  void theApplicationsOwnPluginsMayTakeTheirTime() {
    TestPlugin own =
        new TestPlugin("ebm-slow")
            .add(
                Sampler.class,
                "slow",
                NoOptions.class,
                (o, c) -> {
                  sleep(LIMIT.multipliedBy(2));
                  return (energy, key, state) -> null;
                });
    try (PluginCatalog catalog = PluginCatalog.of(IMPATIENT, own)) {
      assertThat(create(catalog, Sampler.class, "slow")).isNotNull();
    }
  }
}

package dev.ebm.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.error.ConfigException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.api.plugin.PluginId;
import dev.ebm.core.plugin.TestPlugin.NoOptions;
import dev.ebm.testkit.PluginJar;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginCatalogTest {

  private static final TestPlugin BUILT_IN =
      new TestPlugin("ebm-samplers").sampler("langevin").sampler("hmc").backend("jvm");
  private static final TestPlugin ACME =
      new TestPlugin("acme").sampler("hmc").sampler("nuts").loss("hmc").backend("gpu");
  private static final TestPlugin FOO = new TestPlugin("foo").sampler("nuts").backend("gpu");

  private final PluginCatalog catalog = PluginCatalog.of(BUILT_IN, ACME, FOO);

  @Test
  void findsByShortAndByCanonicalName() {
    assertThat(catalog.component(Sampler.class, "langevin").canonicalName())
        .isEqualTo("ebm-samplers:langevin");
    assertThat(catalog.component(Sampler.class, "acme:nuts").canonicalName())
        .isEqualTo("acme:nuts");
    assertThat(catalog.backend("jvm").canonicalName()).isEqualTo("ebm-samplers:jvm");
  }

  @Test
  void aThirdPartyNeverShadowsABuiltInName() {
    assertThat(catalog.component(Sampler.class, "hmc").plugin().id())
        .isEqualTo(new PluginId("ebm-samplers"));
    assertThat(catalog.component(Sampler.class, "acme:hmc").plugin().id())
        .isEqualTo(new PluginId("acme"));
  }

  @Test
  void namesOfDifferentKindsDoNotMeet() {
    assertThat(catalog.component(Loss.class, "hmc").canonicalName()).isEqualTo("acme:hmc");
  }

  @Test
  void refusesAnAmbiguousShortName() {
    assertThatThrownBy(() -> catalog.component(Sampler.class, "nuts"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "EBM-C010 sampler: sampler 'nuts' is ambiguous: plugin acme dev (class path) and plugin"
                + " foo dev (class path) offer it (write one of acme:nuts, foo:nuts)");
    assertThatThrownBy(() -> catalog.backend("gpu")).hasMessageStartingWith("EBM-C010 backend");
  }

  @Test
  void tellsNearestAndAllNamesForAnUnknownOne() {
    assertThatThrownBy(() -> catalog.component(Sampler.class, "lnagevin"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "EBM-C011 sampler: there is no sampler 'lnagevin' (did you mean 'langevin'? known: hmc,"
                + " langevin, nuts)");
    assertThatThrownBy(() -> catalog.backend("jwm"))
        .hasMessage(
            "EBM-C012 backend: there is no backend 'jwm' (did you mean 'jvm'? known: gpu, jvm)");
  }

  @Test
  void tellsThatABrokenPluginIsLeftOut(@TempDir Path plugins) throws IOException {
    Path jar =
        PluginJar.plugin("acme", "").without("Ebm-Api-Version").write(plugins.resolve("a.jar"));
    try (PluginCatalog broken =
        new PluginLoader(new BareHost(), PluginPolicy.byDefault()).load(plugins)) {
      assertThatThrownBy(() -> broken.component(Loss.class, "x"))
          .hasMessageContaining("plugins left out: EBM-P103 " + jar);
    }
  }

  @Test
  void listsSortedByKindAndName() {
    assertThat(catalog.components())
        .extracting(Contribution::canonicalName)
        .containsExactly(
            "acme:hmc",
            "acme:hmc",
            "ebm-samplers:hmc",
            "ebm-samplers:langevin",
            "acme:nuts",
            "foo:nuts");
    assertThat(catalog.components().get(0).factory().kind()).isEqualTo(Loss.class);
    assertThat(catalog.backends())
        .extracting(Contribution::canonicalName)
        .containsExactly("acme:gpu", "foo:gpu", "ebm-samplers:jvm");
  }

  @Test
  void knowsTheOptionsOfComponentsAndBackends() {
    assertThat(catalog.of(Sampler.class, "hmc")).isEqualTo(NoOptions.class);
    assertThat(catalog.of(Backend.class, "jvm")).isEqualTo(NoOptions.class);
  }

  @Test
  void aProbeThatFailsSaysWhy() {
    assertThat(catalog.backend("jvm").probe().usable()).isFalse();
    assertThat(catalog.backend("jvm").probe().detail()).contains("UnsatisfiedLinkError", "no jvm");
  }

  @Test
  void refusesTwoPluginsOfOneId() {
    assertThatThrownBy(() -> PluginCatalog.of(ACME, ACME))
        .isInstanceOf(PluginException.class)
        .hasMessageStartingWith("EBM-P106");
  }

  @Test
  void closesAllPluginsInReverseEvenIfOneFails() {
    List<String> closed = new ArrayList<>();
    record Closing(PluginId id, Runnable onClose) implements EbmPlugin {
      @Override
      public void close() {
        onClose.run();
      }
    }
    PluginCatalog closing =
        PluginCatalog.of(
            new Closing(new PluginId("a"), () -> closed.add("a")),
            new Closing(
                new PluginId("b"),
                () -> {
                  throw new IllegalStateException("stuck");
                }),
            new Closing(new PluginId("c"), () -> closed.add("c")));

    assertThatThrownBy(closing::close)
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("EBM-P140 plugin b dev (class path)")
        .hasMessageContaining("stuck");
    assertThat(closed).containsExactly("c", "a");
  }

  @Test
  void findsPluginsOfTheClassPath(@TempDir Path folder) throws IOException {
    Path jar =
        PluginJar.plugin("ebm-extra", PluginJar.loss("extra")).write(folder.resolve("extra.jar"));
    PluginJar.plugin("acme", PluginJar.loss("extra")).write(folder.resolve("plugins/acme.jar"));
    try (URLClassLoader host = host(jar);
        PluginCatalog found =
            new PluginLoader(host, PluginPolicy.byDefault())
                .load(folder.resolve("plugins"))
                .orThrow()) {
      LoadedPlugin plugin = found.component(Loss.class, "extra").plugin();

      assertThat(plugin.id()).isEqualTo(new PluginId("ebm-extra"));
      assertThat(plugin.version()).isEqualTo("1.2.3");
      assertThat(plugin.location()).isEqualTo(LoadedPlugin.CLASS_PATH);
      assertThat(plugin.builtIn()).isTrue();
      assertThat(found.plugins()).hasSize(2);
    }
  }

  @Test
  void aDropInOfAClassPathPluginsIdLoadsNeither(@TempDir Path folder) throws IOException {
    Path jar = PluginJar.plugin("acme", "").write(folder.resolve("host.jar"));
    Path dropIn = PluginJar.plugin("acme", "").write(folder.resolve("plugins/acme.jar"));
    try (URLClassLoader host = host(jar);
        PluginCatalog found =
            new PluginLoader(host, PluginPolicy.byDefault()).load(folder.resolve("plugins"))) {
      assertThat(found.plugins()).isEmpty();
      assertThat(found.problems())
          .extracting(Problem::where)
          .containsExactly(
              "plugin acme 1.2.3 (class path), plugin acme 1.2.3 (%s)".formatted(dropIn));
    }
  }

  @Test
  void aBrokenClassPathPluginDoesNotStopTheOthers(@TempDir Path folder) throws IOException {
    Path good = PluginJar.plugin("ebm-good", "").write(folder.resolve("good.jar"));
    Path missing =
        PluginJar.plugin("ebm-bad", "").service("gone.Gone").write(folder.resolve("m.jar"));
    Path throwing =
        PluginJar.plugin("ebm-worse", "public Plugin() { throw new Error(\"no\"); }")
            .write(folder.resolve("t.jar"));
    try (URLClassLoader host = host(missing, throwing, good);
        PluginCatalog found = new PluginLoader(host, PluginPolicy.byDefault()).load()) {
      assertThat(found.plugins()).extracting(p -> p.id().value()).containsExactly("ebm-good");
      assertThat(found.problems())
          .extracting(Problem::code)
          .containsExactly("EBM-P107", "EBM-P108");
    }
  }

  private static URLClassLoader host(Path... jars) throws IOException {
    URL[] urls = new URL[jars.length];
    for (int i = 0; i < jars.length; i++) {
      urls[i] = jars[i].toUri().toURL();
    }
    return new URLClassLoader(urls, new BareHost());
  }
}

package dev.ebm.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ebm.core.plugin.LeftOutPlugin.State;
import dev.ebm.testkit.PluginJar;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins that are not used are told with what is known of them. */
class LeftOutPluginTest {

  private static final String NO_LICENCE =
      "public Plugin() { throw new IllegalStateException(\"no licence\"); }";

  @TempDir Path plugins;

  private Path file(String name) {
    return plugins.resolve(name);
  }

  private List<LeftOutPlugin> leftOut(ClassLoader host, PluginPolicy policy) {
    try (PluginCatalog catalog = new PluginLoader(host, policy).load(plugins)) {
      return catalog.leftOut();
    }
  }

  private static Identity identity(String id, Path location) {
    return new Identity(
        Optional.of(id), Optional.of("1.2.3"), Optional.of("1.0"), location.toString());
  }

  @Test
  void dropInsAreRejectedBeforeTheirClassesAreLoadedAndFailAfterwards() throws IOException {
    Files.writeString(file("a.jar"), "no zip");
    PluginJar.plugin("b", "").without("Ebm-Plugin-Version").write(file("b.jar"));
    PluginJar.plugin("c", NO_LICENCE).write(file("c.jar"));
    PluginJar.plugin(
            "d", "@Override public void start(PluginContext c) { throw new AssertionError(); }")
        .write(file("d.jar"));
    PluginJar.plugin("same", "").write(file("e.jar"));
    PluginJar.plugin("same", "").write(file("f.jar"));
    PluginJar.plugin("good", "").write(file("good.jar"));

    assertThat(leftOut(new BareHost(), PluginPolicy.byDefault()))
        .extracting(LeftOutPlugin::identity, LeftOutPlugin::state, LeftOutPlugin::codes)
        .containsExactly(
            tuple(Identity.unknown(file("a.jar").toString()), State.REJECTED, codes("EBM-P101")),
            tuple(
                new Identity(
                    Optional.of("b"),
                    Optional.empty(),
                    Optional.of("1.0"),
                    file("b.jar").toString()),
                State.REJECTED,
                codes("EBM-P103")),
            tuple(identity("c", file("c.jar")), State.FAILED, codes("EBM-P108")),
            tuple(identity("same", file("e.jar")), State.REJECTED, codes("EBM-P106")),
            tuple(identity("same", file("f.jar")), State.REJECTED, codes("EBM-P106")),
            tuple(identity("d", file("d.jar")), State.FAILED, codes("EBM-P140")));
  }

  private static List<String> codes(String code) {
    return List.of(code);
  }

  @Test
  void aBrokenPluginOfTheClassPathCanBeDisabledByItsManifest(@TempDir Path application)
      throws IOException {
    Path jar = PluginJar.plugin("acme", NO_LICENCE).write(application.resolve("acme.jar"));
    try (URLClassLoader host =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, new BareHost())) {
      Path classPath = Path.of(LoadedPlugin.CLASS_PATH);
      assertThat(leftOut(host, PluginPolicy.byDefault()))
          .containsExactly(
              new LeftOutPlugin(identity("acme", classPath), State.FAILED, codes("EBM-P108")));
      assertThat(leftOut(host, PluginPolicy.byDefault().with(List.of("acme"), List.of())))
          .containsExactly(
              new LeftOutPlugin(identity("acme", classPath), State.DISABLED, List.of()));
    }
  }
}

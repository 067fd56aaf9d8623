package dev.ebm.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.ComponentSpec;
import dev.ebm.testkit.PluginJar;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeClaimsTest {

  private static final ClassLoader A = new URLClassLoader(new URL[0]);
  private static final ClassLoader B = new URLClassLoader(new URL[0]);

  @AfterEach
  void giveUpAllClaims() {
    List.of("one", "two").forEach(name -> System.clearProperty("ebm.native." + name));
  }

  @Test
  void aLibraryBelongsToOneClassLoader() {
    NativeClaims.claim("plugin a 1.0 (a.jar)", A, List.of("one"));

    assertThatCode(() -> NativeClaims.claim("plugin a 1.0 (a.jar)", A, List.of("one", "two")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> NativeClaims.claim("plugin b 2.0 (b.jar)", B, List.of("one")))
        .isInstanceOf(PluginException.class)
        .hasMessageStartingWith(
            "EBM-P130 plugin b 2.0 (b.jar): the native library 'one' belongs to plugin a 1.0 (a.jar) (");
    assertThat(System.getProperty("ebm.native.one")).startsWith("plugin a 1.0 (a.jar)");
  }

  @Test
  void nothingIsClaimedIfOneIsTaken() {
    NativeClaims.claim("plugin a 1.0 (a.jar)", A, List.of("two"));

    assertThatThrownBy(() -> NativeClaims.claim("plugin b 2.0 (b.jar)", B, List.of("one", "two")))
        .hasMessageContaining("'two'");
    assertThat(System.getProperty("ebm.native.one")).isNull();
  }

  /** A backend that would load a native library, and tells instead that it was asked to. */
  private static String backend(String name) {
    return """
        public record Options() {}
        @Override public List<BackendFactory<?>> backends() {
          return List.of(new BackendFactory<Options>() {
            @Override public String name() { return "%s"; }
            @Override public Class<Options> configType() { return Options.class; }
            @Override public String summary() { return ""; }
            @Override public BackendProbe probe() { return new BackendProbe(true, "", List.of("one")); }
            @Override public dev.ebm.api.backend.Backend open(Options options) {
              throw new IllegalStateException("loads");
            }
          });
        }
        """
        .formatted(name);
  }

  @Test
  void theSecondBackendOfALibraryIsRefusedBeforeItLoadsAnything(@TempDir Path plugins)
      throws IOException {
    PluginJar.plugin("a", backend("first")).write(plugins.resolve("a.jar"));
    PluginJar.plugin("b", backend("second")).write(plugins.resolve("b.jar"));

    try (PluginCatalog catalog =
        new PluginLoader(new BareHost(), PluginPolicy.byDefault()).load(plugins).orThrow()) {
      Components components = new Components(catalog);
      assertThatThrownBy(
              () -> components.open(new ComponentSpec<>(Backend.class, "first", Map.of())))
          .hasMessageStartingWith("EBM-P122 backend: first of plugin a 1.2.3")
          .hasMessageContaining("loads");
      assertThatThrownBy(
              () -> components.open(new ComponentSpec<>(Backend.class, "second", Map.of())))
          .hasMessageStartingWith("EBM-P130 plugin b 1.2.3 (" + plugins.resolve("b.jar") + "): ")
          .hasMessageContaining("belongs to plugin a 1.2.3 (" + plugins.resolve("a.jar") + ")");
    }
  }
}

package dev.ebm.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.plugin.EbmPlugin;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginJarTest {

  @TempDir Path directory;

  @Test
  void holdsAPluginThatServiceLoaderFinds() throws IOException {
    Path jar = PluginJar.plugin("acme", PluginJar.loss("plain")).write(directory.resolve("a.jar"));
    try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
      EbmPlugin plugin =
          ServiceLoader.load(EbmPlugin.class, loader).stream()
              .filter(provider -> provider.type().getClassLoader() == loader)
              .findFirst()
              .orElseThrow()
              .get();
      assertThat(plugin.id()).hasToString("acme");
      assertThat(plugin.components()).extracting(ComponentFactory::name).containsExactly("plain");
    }
    try (var file = new JarFile(jar.toFile())) {
      assertThat(file.getManifest().getMainAttributes().getValue("Ebm-Plugin-Id"))
          .isEqualTo("acme");
    }
  }

  @Test
  void tellsWhatTheCompilerSays() {
    PluginJar jar = PluginJar.of("acme").source("acme.Broken", "package acme; class Broken { x }");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> jar.write(directory.resolve("b.jar")))
        .withMessageContaining("<identifier> expected");
  }
}

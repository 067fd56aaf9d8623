package dev.ebm.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.plugin.EbmPlugin;
import dev.ebm.testkit.PluginJar;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

class DropInClassLoaderTest {

  private static final ClassLoader HOST = DropInClassLoaderTest.class.getClassLoader();

  @TempDir Path folder;

  private static DropInClassLoader loader(Path jar, ClassLoader host) throws IOException {
    return new DropInClassLoader("acme", List.of(FileStamp.of(jar)), host);
  }

  private Path jarWith(String file, String className) throws IOException {
    int dot = className.lastIndexOf('.');
    String text =
        "package %s; public class %s {}"
            .formatted(className.substring(0, dot), className.substring(dot + 1));
    return PluginJar.empty().source(className, text).write(folder.resolve(file));
  }

  @Test
  void hasANameForStackTraces() throws IOException {
    try (DropInClassLoader loader = loader(jarWith("a.jar", "acme.A"), HOST)) {
      assertThat(loader.getName()).isEqualTo("ebm-plugin:acme");
      assertThat(loader.isRegisteredAsParallelCapable()).isTrue();
    }
  }

  @Test
  void sharesTheContractsAndTheLoggerWithTheHost() throws Exception {
    Path jar = PluginJar.empty().bundlingTheApi().write(folder.resolve("a.jar"));
    try (DropInClassLoader loader = loader(jar, HOST)) {
      assertThat(loader.loadClass(EbmPlugin.class.getName())).isSameAs(EbmPlugin.class);
      assertThat(loader.loadClass(Logger.class.getName())).isSameAs(Logger.class);
    }
  }

  @Test
  void hidesTheRestOfTheApplication() throws IOException {
    try (DropInClassLoader loader = loader(jarWith("a.jar", "acme.A"), HOST)) {
      assertThatThrownBy(() -> loader.loadClass(PluginLoader.class.getName()))
          .isInstanceOf(ClassNotFoundException.class);
      assertThatThrownBy(() -> loader.loadClass("com.fasterxml.jackson.databind.ObjectMapper"))
          .isInstanceOf(ClassNotFoundException.class);
    }
  }

  @Test
  void explainsAContractThatTheHostDoesNotHave() throws IOException {
    Path jar = jarWith("a.jar", "dev.ebm.api.method.Future");
    try (DropInClassLoader loader = loader(jar, HOST)) {
      assertThatThrownBy(() -> loader.loadClass("dev.ebm.api.method.Future"))
          .isInstanceOf(ClassNotFoundException.class)
          .hasMessageContaining("is not in this application")
          .hasMessageContaining("the copy in the plugin's own jars is never used");
      assertThatThrownBy(() -> loader.loadClass("dev.ebm.api.method.Absent"))
          .isInstanceOf(ClassNotFoundException.class)
          .hasMessageNotContaining("copy");
    }
  }

  @Test
  void takesNativeLibrariesFromTheHostIfItHasThem() throws Exception {
    Path own = jarWith("own.jar", "org.tensorflow.Probe");
    Path hosts = jarWith("host.jar", "org.tensorflow.Probe");
    try (URLClassLoader host = new URLClassLoader(new URL[] {hosts.toUri().toURL()}, HOST);
        DropInClassLoader shared = loader(own, host);
        DropInClassLoader alone = loader(own, HOST)) {
      assertThat(shared.loadClass("org.tensorflow.Probe").getClassLoader()).isSameAs(host);
      assertThat(alone.loadClass("org.tensorflow.Probe").getClassLoader()).isSameAs(alone);
    }
  }

  @Test
  void servicesOfSharedNativeLibrariesAreTheHostsToo() throws Exception {
    String service = "META-INF/services/ai.djl.engine.EngineProvider";
    Path hosts = PluginJar.empty().entry(service, "x").write(folder.resolve("host.jar"));
    Path own = jarWith("own.jar", "acme.A");
    try (URLClassLoader host = new URLClassLoader(new URL[] {hosts.toUri().toURL()}, HOST);
        DropInClassLoader loader = loader(own, host)) {
      assertThat(Collections.list(loader.getResources(service))).hasSize(1);
      assertThat(loader.getResource(service)).isNotNull();
    }
  }

  @Test
  void pluginServicesComeFromThePluginOnly() throws Exception {
    Path hosts = PluginJar.empty().service("host.Plugin").write(folder.resolve("host.jar"));
    Path own = PluginJar.empty().service("acme.Plugin").write(folder.resolve("own.jar"));
    try (URLClassLoader host = new URLClassLoader(new URL[] {hosts.toUri().toURL()}, HOST);
        DropInClassLoader loader = loader(own, host)) {
      assertThat(Collections.list(loader.getResources(PluginJar.SERVICE)))
          .singleElement()
          .asString()
          .contains("own.jar");
      assertThat(loader.getResource(PluginJar.SERVICE).toString()).contains("own.jar");
    }
  }

  @Test
  void siblingsDoNotSeeEachOther() throws Exception {
    try (DropInClassLoader a = loader(jarWith("a.jar", "shared.Name"), HOST);
        DropInClassLoader b = loader(jarWith("b.jar", "shared.Name"), HOST)) {
      assertThat(a.loadClass("shared.Name")).isNotSameAs(b.loadClass("shared.Name"));
    }
  }
}

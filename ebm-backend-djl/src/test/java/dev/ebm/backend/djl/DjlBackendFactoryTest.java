package dev.ebm.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.EbmPlugin;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class DjlBackendFactoryTest {

  /** A class loader that sees only the given jars of the class path. */
  private static final class Isolated extends URLClassLoader {
    Isolated(Predicate<String> jars) {
      super(
          Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
              .filter(jars)
              .map(Isolated::url)
              .toArray(URL[]::new),
          ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String path) {
      try {
        return new File(path).toURI().toURL();
      } catch (MalformedURLException e) {
        throw new IllegalArgumentException(e);
      }
    }

    boolean hasLoaded(String className) {
      return findLoadedClass(className) != null;
    }

    Object newFactory() throws ReflectiveOperationException {
      return loadClass(DjlBackendFactory.class.getName()).getConstructor().newInstance();
    }

    Object probe() throws ReflectiveOperationException {
      Object factory = newFactory();
      return factory.getClass().getMethod("probe").invoke(factory);
    }
  }

  @Test
  void isFoundAsAPlugin() {
    assertThat(ServiceLoader.load(EbmPlugin.class))
        .filteredOn(plugin -> plugin.id().value().equals("ebm-backend-djl"))
        .singleElement()
        .satisfies(
            plugin ->
                assertThat(plugin.backends())
                    .extracting(BackendFactory::name)
                    .containsExactly("djl"));
  }

  @Test
  void saysWhichVersionsItFound() {
    assertThat(new DjlBackendFactory().probe())
        .satisfies(probe -> assertThat(probe.usable()).isTrue())
        .satisfies(probe -> assertThat(probe.detail()).matches("PyTorch [\\d.]+, DJL .+"));
  }

  @Test
  void probesWithoutLoadingTheEngine() throws Exception {
    try (Isolated loader = new Isolated(jar -> true)) {
      assertThat(loader.probe().toString()).contains("usable=true");
      assertThat(loader.hasLoaded(PyTorchJars.class.getName())).isTrue();
      assertThat(loader.hasLoaded("ai.djl.engine.Engine")).isFalse();
      assertThat(loader.hasLoaded("ai.djl.pytorch.jni.PyTorchLibrary")).isFalse();
    }
  }

  @Test
  void namesTheMissingJarAndItsCoordinates() throws Exception {
    assertThat(probeWithout("pytorch-engine"))
        .contains("usable=false", "ai.djl.pytorch:pytorch-engine is not on the class path");
    assertThat(probeWithout("pytorch-native-cpu"))
        .contains("usable=false")
        .containsPattern("ai.djl.pytorch:pytorch-native-cpu:[\\d.]+:\\w+-\\w+ is not on");
    assertThat(probeWithout("pytorch-jni"))
        .contains("usable=false")
        .containsPattern("ai.djl.pytorch:pytorch-jni:[\\d.]+-[\\d.]+ is not on");
  }

  private static String probeWithout(String jar) throws Exception {
    try (Isolated loader = new Isolated(path -> !new File(path).getName().startsWith(jar + "-"))) {
      return loader.probe().toString();
    }
  }

  @Test
  void failsToOpenWithoutNativesByACodeAndARemedy() throws Exception {
    try (Isolated loader = new Isolated(path -> !path.contains("pytorch-native-cpu"))) {
      Object factory = loader.newFactory();
      Class<?> configType = loader.loadClass(DjlConfig.class.getName());
      Object config = configType.getConstructor(int.class, String.class).newInstance(1, "cpu");
      assertThatThrownBy(
              () -> factory.getClass().getMethod("open", configType).invoke(factory, config))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .hasMessageContaining("EBM-B001 backend 'djl'")
          .hasMessageContaining("pytorch-native-cpu");
    }
  }

  @Test
  void refusesOtherDevicesThanTheProcessor() {
    assertThatThrownBy(() -> new DjlConfig(0, "gpu:0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gpu:0");
  }

  @Test
  void describesEngineDeviceAndThreads() {
    try (Backend backend = new DjlBackendFactory().open(new DjlConfig(1, "cpu"))) {
      assertThat(backend.name()).isEqualTo("djl");
      assertThat(backend.description()).matches("PyTorch [\\d.]+ through DJL .+, cpu, 1 thread");
    }
  }

  @Test
  void opensWhateverTheThreadsContextClassLoaderIs() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try (Backend backend = new DjlBackendFactory().open(new DjlConfig(0, "cpu"))) {
      assertThat(backend.liveValues()).isZero();
      assertThat(thread.getContextClassLoader()).isSameAs(ClassLoader.getPlatformClassLoader());
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}

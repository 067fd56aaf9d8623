package dev.ebm.backend.djl;

import static dev.ebm.backend.djl.DjlConfig.Execution.INTERPRETER;
import static dev.ebm.backend.djl.DjlConfig.Execution.TORCHSCRIPT;
import static dev.ebm.backend.djl.DjlConfig.Random.NATIVE;
import static dev.ebm.backend.djl.DjlConfig.Random.PORTABLE;
import static dev.ebm.backend.djl.Evaluation.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.EbmPlugin;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

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
  @EnabledOnOs(OS.LINUX)
  void namesTheLibrariesThatItLoads() throws IOException {
    description(config(TORCHSCRIPT, PORTABLE, false));
    String cache = Path.of(System.getProperty("DJL_CACHE_DIR")).toString();
    List<String> mapped =
        Files.readAllLines(Path.of("/proc/self/maps")).stream()
            .filter(line -> line.contains(cache) && !line.contains("/libgomp"))
            .map(line -> line.replaceFirst(".*/[\\d.-]*lib(\\w+)\\.so.*", "$1"))
            .distinct()
            .toList();
    assertThat(new DjlBackendFactory().probe().nativeLibraries())
        .containsExactlyInAnyOrderElementsOf(mapped);
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
      Object config = configOf(configType);
      assertThatThrownBy(
              () -> factory.getClass().getMethod("open", configType).invoke(factory, config))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .hasMessageContaining("EBM-B001 backend 'djl'")
          .hasMessageContaining("pytorch-native-cpu");
    }
  }

  private static Object configOf(Class<?> type) throws ReflectiveOperationException {
    Constructor<?> constructor = type.getConstructors()[0];
    Class<?>[] types = constructor.getParameterTypes();
    return constructor.newInstance(
        1, "cpu", types[2].getEnumConstants()[0], types[3].getEnumConstants()[0], false);
  }

  @Test
  void refusesOtherDevicesThanTheProcessor() {
    assertThatThrownBy(() -> new DjlConfig(0, "gpu:0", TORCHSCRIPT, PORTABLE, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gpu:0");
  }

  @Test
  void refusesNativeRandomNumbersOperationByOperation() {
    assertThatThrownBy(() -> new DjlConfig(0, "cpu", INTERPRETER, NATIVE, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("native");
    assertThatThrownBy(() -> new DjlConfig(0, "cpu", TORCHSCRIPT, NATIVE, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("debug-nan");
  }

  @Test
  void describesEngineThreadsAndHowProgramsRun() {
    assertThat(description(config(TORCHSCRIPT, PORTABLE, false)))
        .matches("PyTorch [\\d.]+ through DJL .+, cpu, 1 thread, TorchScript");
    assertThat(description(config(TORCHSCRIPT, NATIVE, false)))
        .endsWith("1 thread, TorchScript, native random numbers");
    assertThat(description(config(INTERPRETER, PORTABLE, false)))
        .endsWith("1 thread, operation by operation");
    assertThat(description(config(TORCHSCRIPT, PORTABLE, true)))
        .endsWith("operation by operation, watching for NaN");
  }

  private static String description(DjlConfig config) {
    try (Backend backend = new DjlBackendFactory().open(config)) {
      assertThat(backend.name()).isEqualTo("djl");
      return backend.description();
    }
  }

  @Test
  void opensWhateverTheThreadsContextClassLoaderIs() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    try (Backend backend = new DjlBackendFactory().open(config(TORCHSCRIPT, PORTABLE, false))) {
      assertThat(backend.liveValues()).isZero();
      assertThat(thread.getContextClassLoader()).isSameAs(ClassLoader.getPlatformClassLoader());
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}

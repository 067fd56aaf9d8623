package dev.ebm.backend.tf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ebm.api.error.BackendException;
import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.BackendProbe;
import dev.ebm.api.plugin.EbmPlugin;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TfBackendFactoryTest {

  private final TfBackendFactory factory = new TfBackendFactory();

  @Test
  void isFoundAsAPlugin() {
    assertThat(ServiceLoader.load(EbmPlugin.class).stream().map(ServiceLoader.Provider::type))
        .contains(TfPlugin.class);
    assertThat(new TfPlugin().id()).hasToString("ebm-backend-tf");
    assertThat(new TfPlugin().backends()).extracting(BackendFactory::name).containsExactly("tf");
  }

  @Test
  void findsTheNativesOfThisMachine() {
    assertThat(factory.probe().usable()).isTrue();
    assertThat(factory.probe().detail()).contains("TensorFlow Java 1.").contains("cpu");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void namesTheLibrariesThatItLoads() throws IOException {
    factory.open(new TfConfig(1, "cpu", TfConfig.Random.PORTABLE)).close();
    List<String> named = factory.probe().nativeLibraries();
    List<String> mapped =
        Files.readAllLines(Path.of("/proc/self/maps")).stream()
            .filter(line -> line.contains("/libtensorflow_") || line.contains("/libjni"))
            .map(line -> line.replaceFirst(".*/lib(\\w+)\\.so.*", "$1"))
            .distinct()
            .toList();
    assertThat(named).containsExactlyInAnyOrderElementsOf(mapped);
  }

  @Test
  void describesVersionDeviceAndThreads() {
    try (var backend = factory.open(new TfConfig(2, "cpu", TfConfig.Random.PORTABLE))) {
      assertThat(backend.description())
          .matches("TensorFlow 2\\.\\d+\\.\\d+, cpu, 2 threads, portable random numbers");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu:0", "CPU", "tpu", ""})
  void refusesOtherDevices(String device) {
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> factory.open(new TfConfig(1, device, TfConfig.Random.PORTABLE)))
        .satisfies(e -> assertThat(e.code()).isEqualTo("EBM-B001"))
        .withMessageContaining("'" + device + "'")
        .withMessageContaining("runs on: cpu");
  }

  @ParameterizedTest
  @CsvSource({
    "org/tensorflow/Session, org.tensorflow:tensorflow-core-api is not",
    "org/tensorflow/internal/c_api/TF_Session, org.tensorflow:tensorflow-core-native is not",
    "org/bytedeco/javacpp/Loader, org.bytedeco:javacpp is not",
    "jnijavacpp, org.bytedeco:javacpp with classifier",
    "jnitensorflow, org.tensorflow:tensorflow-core-native with classifier"
  })
  void saysWhichJarIsMissing(String resource, String message) {
    ClassLoader without = new Partial(name -> name.contains(resource), name -> false);
    BackendProbe probe =
        new Installation(without, System.getProperty("os.name"), System.getProperty("os.arch"))
            .probe();
    assertThat(probe.usable()).isFalse();
    assertThat(probe.detail()).hasLineCount(1).contains(message).contains("Maven Central");
  }

  @Test
  void saysThatAMachineHasNoNatives() {
    BackendProbe probe =
        new Installation(getClass().getClassLoader(), "Mac OS X", "x86_64").probe();
    assertThat(probe.usable()).isFalse();
    assertThat(probe.detail()).contains("mac x86_64").contains("another backend");
  }

  /** A loader that defines the module's classes anew and has no class of TensorFlow to give. */
  @Test
  void probesWithoutLoadingAClassOfTensorFlow() throws ReflectiveOperationException {
    EbmPlugin plugin = pluginIn(new Partial(name -> false, TfBackendFactoryTest::isNative));
    assertThat(plugin.backends().get(0).probe().usable()).isTrue();
  }

  @Test
  void tellsHowToMendNativesThatDoNotLoad() throws ReflectiveOperationException {
    EbmPlugin plugin = pluginIn(new Partial(name -> false, TfBackendFactoryTest::isNative));
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> open(plugin.backends().get(0)))
        .satisfies(e -> assertThat(e.code()).isEqualTo("EBM-B001"))
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1))
        .withCauseInstanceOf(LinkageError.class)
        .withMessageContaining("did not load")
        .withMessageContaining("org.bytedeco.javacpp.cachedir");
  }

  @Test
  void opensNothingWhereAJarIsMissing() throws ReflectiveOperationException {
    EbmPlugin plugin = pluginIn(new Partial(name -> name.contains("jnitensorflow"), name -> false));
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> open(plugin.backends().get(0)))
        .satisfies(e -> assertThat(e.code()).isEqualTo("EBM-B001"))
        .withMessageContaining("with classifier");
  }

  private static boolean isNative(String name) {
    return name.startsWith("org.tensorflow.") || name.startsWith("org.bytedeco.");
  }

  private static EbmPlugin pluginIn(ClassLoader loader) throws ReflectiveOperationException {
    return (EbmPlugin)
        loader.loadClass(TfPlugin.class.getName()).getDeclaredConstructor().newInstance();
  }

  private static <C extends Record> void open(BackendFactory<C> factory)
      throws ReflectiveOperationException {
    Object[] values =
        Arrays.stream(factory.configType().getRecordComponents())
            .map(component -> component.getType())
            .map(type -> type == int.class ? 1 : type == String.class ? "cpu" : constant(type))
            .toArray();
    var constructor = factory.configType().getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    factory.open(factory.configType().cast(constructor.newInstance(values)));
  }

  private static Object constant(Class<?> ofEnum) {
    return ofEnum.getEnumConstants()[0];
  }

  /** Sees less than its parent, and defines this module's classes itself. */
  private static final class Partial extends ClassLoader {
    private final Predicate<String> hiddenResource;
    private final Predicate<String> hiddenClass;

    Partial(Predicate<String> hiddenResource, Predicate<String> hiddenClass) {
      super(TfBackendFactoryTest.class.getClassLoader());
      this.hiddenResource = hiddenResource;
      this.hiddenClass = hiddenClass;
    }

    @Override
    public URL getResource(String name) {
      return hiddenResource.test(name) ? null : super.getResource(name);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (hiddenClass.test(name)) {
        throw new ClassNotFoundException(name);
      }
      return name.startsWith(TfPlugin.class.getPackageName() + ".")
          ? own(name)
          : super.loadClass(name, resolve);
    }

    private Class<?> own(String name) throws ClassNotFoundException {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      try (var in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (java.io.IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}

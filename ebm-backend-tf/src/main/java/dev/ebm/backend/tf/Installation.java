package dev.ebm.backend.tf;

import dev.ebm.api.plugin.BackendProbe;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/** What of TensorFlow a class loader sees; looked up as resources, so that nothing is loaded. */
final class Installation {

  /** TensorFlow Java's names of its platforms, by the first word of os.name and by os.arch. */
  private static final Map<String, String> PLATFORMS =
      Map.of(
          "linux amd64", "linux-x86_64",
          "linux aarch64", "linux-arm64",
          "mac aarch64", "macosx-arm64",
          "windows amd64", "windows-x86_64");

  private static final String PROPERTIES =
      "META-INF/maven/org.tensorflow/tensorflow-core-native/pom.properties";

  private final ClassLoader loader;
  private final String machine;

  /**
   * One to be probed.
   *
   * @param os as in the system property os.name
   * @param arch as in the system property os.arch
   */
  Installation(ClassLoader loader, String os, String arch) {
    this.loader = loader;
    this.machine = os.toLowerCase(Locale.ROOT).split(" ")[0] + " " + arch;
  }

  /** The one that this class would use. */
  static Installation current() {
    return new Installation(
        Installation.class.getClassLoader(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"));
  }

  /** Whether classes and natives are there. */
  BackendProbe probe() {
    String platform = PLATFORMS.get(machine);
    if (platform == null) {
      return unusable("TensorFlow Java has no natives for " + machine + "; use another backend");
    }
    if (!sees("org/tensorflow/Session.class")) {
      return missing("org.tensorflow:tensorflow-core-api");
    }
    if (!sees("org/tensorflow/internal/c_api/TF_Session.class")) {
      return missing("org.tensorflow:tensorflow-core-native");
    }
    if (!sees("org/bytedeco/javacpp/Loader.class")) {
      return missing("org.bytedeco:javacpp");
    }
    if (!sees("org/bytedeco/javacpp/" + platform + "/" + System.mapLibraryName("jnijavacpp"))) {
      return missing("org.bytedeco:javacpp with classifier " + platform);
    }
    String shim = System.mapLibraryName("jnitensorflow");
    if (!sees("org/tensorflow/internal/c_api/" + platform + "/" + shim)) {
      return missing("org.tensorflow:tensorflow-core-native with classifier " + platform);
    }
    return new BackendProbe(
        true,
        "TensorFlow Java " + version() + ", " + platform + ", cpu",
        List.of("jnijavacpp", "tensorflow_framework", "tensorflow_cc", "jnitensorflow"));
  }

  private boolean sees(String resource) {
    return loader.getResource(resource) != null;
  }

  private static BackendProbe missing(String artifact) {
    return unusable(artifact + " is not on the class path; add it from Maven Central");
  }

  private static BackendProbe unusable(String detail) {
    return new BackendProbe(false, detail);
  }

  private String version() {
    URL properties = loader.getResource(PROPERTIES);
    if (properties == null) {
      return "of unknown version";
    }
    try (InputStream in = properties.openStream()) {
      Properties found = new Properties();
      found.load(in);
      return found.getProperty("version", "of unknown version");
    } catch (IOException e) {
      return "of unreadable version";
    }
  }
}

package dev.ebm.core.plugin;

import dev.ebm.api.plugin.EbmPlugin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/**
 * What a jar has in it, without loading any of its classes. Single entries are asked for, because a
 * list of all takes long in a jar of many.
 *
 * @param stamp the file
 * @param jar the open jar
 * @param attributes the main attributes of its manifest
 */
record JarContent(FileStamp stamp, JarFile jar, Attributes attributes) {

  static final String SERVICE = "META-INF/services/" + EbmPlugin.class.getName();

  /** A class that every copy of the API has. */
  private static final String API = EbmPlugin.class.getName().replace('.', '/') + ".class";

  /** Classes by which libraries with native code are known. */
  private static final Map<String, String> NATIVES =
      Map.of(
          "ai/djl/engine/Engine.class", "ai.djl",
          "ai/djl/pytorch/engine/PtEngine.class", "ai.djl.pytorch",
          "org/tensorflow/TensorFlow.class", "org.tensorflow",
          "org/tensorflow/internal/c_api/global/tensorflow.class", "org.tensorflow",
          "org/bytedeco/javacpp/Loader.class", "org.bytedeco");

  /** Opens a jar; the caller closes it. */
  static JarContent open(Path path) throws IOException {
    FileStamp stamp = FileStamp.of(path);
    JarFile jar = new JarFile(path.toFile());
    try {
      Attributes attributes =
          Optional.ofNullable(jar.getManifest())
              .map(Manifest::getMainAttributes)
              .orElseGet(Attributes::new);
      return new JarContent(stamp, jar, attributes);
    } catch (IOException | RuntimeException e) {
      jar.close();
      throw e;
    }
  }

  Path path() {
    return stamp.file();
  }

  boolean hasService() {
    return jar.getEntry(SERVICE) != null;
  }

  boolean bundlesTheApi() {
    return jar.getEntry(API) != null;
  }

  /** Service files in the wrong place, or of the wrong name. */
  List<String> nearby() {
    return jar.stream().map(ZipEntry::getName).filter(JarContent::looksLikeTheService).toList();
  }

  private static boolean looksLikeTheService(String entry) {
    String file = entry.substring(entry.lastIndexOf('/') + 1);
    return !entry.equals(SERVICE)
        && (file.equals(EbmPlugin.class.getName())
            || entry.startsWith("META-INF/services/")
                && file.toLowerCase(Locale.ROOT).contains("plugin"));
  }

  /** A library with native code that is in this jar and that the application has too. */
  Optional<String> nativesOf(ClassLoader host) {
    return NATIVES.keySet().stream()
        .filter(entry -> jar.getEntry(entry) != null && host.getResource(entry) != null)
        .map(NATIVES::get)
        .sorted()
        .findFirst();
  }
}

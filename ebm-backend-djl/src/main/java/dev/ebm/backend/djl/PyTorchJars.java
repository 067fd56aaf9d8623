package dev.ebm.backend.djl;

import dev.ebm.api.plugin.BackendProbe;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** Looks for the jars that PyTorch is made of, and loads nothing of them. */
final class PyTorchJars {

  private static final String ENGINE_CLASS = "ai.djl.pytorch.engine.PtEngineProvider";
  private static final String ENGINE = "pytorch-engine.properties";
  private static final String NATIVES = "native/lib/pytorch.properties";
  private static final String JNI = "jnilib/pytorch.properties";
  private static final String BRIDGE = "djl_torch";

  /** PyTorch's own libraries and DJL's bridge; the OpenMP runtime may be there more than once. */
  private static final List<String> LIBRARIES = List.of("c10", "torch_cpu", "torch", BRIDGE);

  private PyTorchJars() {}

  /** Whether engine, natives for this platform and the JNI library between them are visible. */
  static BackendProbe probe(ClassLoader loader) {
    String platform = platform();
    List<Properties> engine = read(loader, ENGINE);
    if (engine.isEmpty() || !hasEngineClass(loader)) {
      return missing("ai.djl.pytorch:pytorch-engine");
    }
    String djl = engine.get(0).getProperty("djl_version");
    String pytorch = engine.get(0).getProperty("pytorch_version");

    List<Properties> natives = read(loader, NATIVES);
    List<String> found = natives.stream().map(p -> p.getProperty("classifier", "none")).toList();
    if (!found.contains(platform)) {
      return missing(
          "ai.djl.pytorch:pytorch-native-cpu:%s:%s".formatted(pytorch, platform)
              + (found.isEmpty() ? "" : " (found for " + String.join(", ", found) + ")"));
    }
    String wanted = pytorch + "-" + djl;
    List<Properties> jni = read(loader, JNI);
    String library = "jnilib/" + platform + "/cpu/" + System.mapLibraryName(BRIDGE);
    if (jni.isEmpty() || loader.getResource(library) == null) {
      return missing("ai.djl.pytorch:pytorch-jni:" + wanted);
    }
    String version = natives.get(found.indexOf(platform)).getProperty("version", "");
    String bridge = jni.get(0).getProperty("jni_version", "");
    if (!bridge.equals(wanted) || !version.startsWith(pytorch)) {
      return new BackendProbe(
          false,
          "versions do not fit: pytorch-engine %s needs pytorch-native-cpu %s and pytorch-jni %s"
                  .formatted(djl, pytorch, wanted)
              + ", but the class path has %s and %s".formatted(version, bridge));
    }
    return new BackendProbe(
        true, "PyTorch %s, DJL %s, natives for %s".formatted(pytorch, djl, platform), LIBRARIES);
  }

  private static BackendProbe missing(String artifact) {
    return new BackendProbe(
        false, artifact + " is not on the class path; add it, or build for this platform");
  }

  private static boolean hasEngineClass(ClassLoader loader) {
    return loader.getResource(ENGINE_CLASS.replace('.', '/') + ".class") != null;
  }

  /** The platform as DJL's artifacts name it, such as {@code linux-x86_64}. */
  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    String prefix = os.startsWith("win") ? "win" : os.startsWith("mac") ? "osx" : "linux";
    return prefix + "-" + (arch.equals("amd64") ? "x86_64" : arch);
  }

  private static List<Properties> read(ClassLoader loader, String resource) {
    List<Properties> all = new ArrayList<>();
    try {
      for (URL url : Collections.list(loader.getResources(resource))) {
        Properties properties = new Properties();
        try (InputStream in = url.openStream()) {
          properties.load(in);
        }
        all.add(properties);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource + " from the class path", e);
    }
    return all;
  }
}

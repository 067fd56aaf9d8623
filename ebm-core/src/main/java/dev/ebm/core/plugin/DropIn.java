package dev.ebm.core.plugin;

import dev.ebm.api.error.Problem;
import dev.ebm.api.plugin.EbmPlugin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader.Provider;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * A plugin as it lies in the plugins directory.
 *
 * @param name the file's name without {@code .jar}, or the folder's name
 * @param location the file or folder
 * @param jars its jars, sorted
 */
record DropIn(String name, Path location, List<Path> jars) {

  static final String SERVICE = "META-INF/services/" + EbmPlugin.class.getName();

  private static final String API_CLASSES = "dev/ebm/api/";

  /**
   * The manifest of the one jar that offers a plugin; no class is loaded.
   *
   * @param problems receives the warning EBM-P105
   * @throws PluginException EBM-P101 if a jar is unreadable, EBM-P102 if not exactly one of them
   *     has the service file, or what {@link PluginManifest#of} throws
   */
  PluginManifest inspect(List<Problem> problems) {
    List<Path> offering = new ArrayList<>();
    List<String> nearby = new ArrayList<>();
    Attributes attributes = new Attributes();
    for (Path path : jars) {
      try (JarFile jar = new JarFile(path.toFile())) {
        if (jar.getEntry(SERVICE) != null) {
          offering.add(path.getFileName());
          attributes =
              jar.getManifest() == null ? new Attributes() : jar.getManifest().getMainAttributes();
        }
        List<String> entries = jar.stream().map(ZipEntry::getName).toList();
        entries.stream().filter(DropIn::looksLikeTheService).forEach(nearby::add);
        if (entries.stream().anyMatch(entry -> entry.startsWith(API_CLASSES))) {
          problems.add(
              Problem.warning(
                  "EBM-P105",
                  path.toString(),
                  "bundles a copy of ebm-api, which is never used",
                  "give ebm-api the scope 'provided'"));
        }
      } catch (IOException e) {
        throw PluginException.of(
            "EBM-P101",
            path.toString(),
            "is not a readable jar: " + e.getMessage(),
            "copy it anew");
      }
    }
    if (offering.size() != 1) {
      throw notOne(offering, nearby);
    }
    return PluginManifest.of(attributes, location.toString());
  }

  /**
   * The plugin, in a class loader of its own.
   *
   * @param host the application's loader
   * @throws PluginException EBM-P102, EBM-P103, EBM-P107, EBM-P108, EBM-P120, EBM-P121
   */
  LoadedPlugin load(PluginManifest manifest, ClassLoader host) {
    DropInClassLoader loader =
        new DropInClassLoader(name, jars.stream().map(DropIn::url).toArray(URL[]::new), host);
    try {
      EbmPlugin plugin = Providers.construct(provider(loader), location.toString());
      return Offers.of(plugin, Optional.of(manifest), location.toString());
    } catch (PluginException e) {
      try {
        loader.close();
      } catch (IOException unclosed) {
        e.addSuppressed(unclosed);
      }
      throw e;
    }
  }

  private Provider<EbmPlugin> provider(DropInClassLoader loader) {
    List<Problem> problems = new ArrayList<>();
    List<Provider<EbmPlugin>> providers = Providers.find(loader, location.toString(), problems);
    if (!problems.isEmpty()) {
      throw new PluginException(problems);
    }
    if (providers.size() != 1) {
      throw PluginException.of(
          "EBM-P102",
          location.toString(),
          SERVICE + " names " + providers.size() + " classes",
          "it names one, and that class offers all components");
    }
    return providers.get(0);
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PluginException notOne(List<Path> offering, List<String> nearby) {
    if (!offering.isEmpty()) {
      return PluginException.of(
          "EBM-P102",
          location.toString(),
          "several of its jars offer a plugin: " + offering,
          "put each plugin in a folder of its own, without the application's jars");
    }
    return PluginException.of(
        "EBM-P102",
        location.toString(),
        "no jar has the file " + SERVICE,
        nearby.isEmpty()
            ? "the file holds one line, the name of the class that implements EbmPlugin"
            : "found instead: " + String.join(", ", nearby));
  }

  /** A service file in the wrong place, or of the wrong name. */
  private static boolean looksLikeTheService(String entry) {
    String file = entry.substring(entry.lastIndexOf('/') + 1);
    return !entry.equals(SERVICE)
        && (file.equals(EbmPlugin.class.getName())
            || entry.startsWith("META-INF/services/")
                && file.toLowerCase(Locale.ROOT).contains("plugin"));
  }
}

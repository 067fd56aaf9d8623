package dev.ebm.core.plugin;

import dev.ebm.api.error.Problem;
import dev.ebm.api.plugin.EbmPlugin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader.Provider;
import java.util.jar.Attributes;

/**
 * A drop-in whose jars were looked into. They stay open until its plugin is loaded, because the
 * class loader reads the directory of a jar again unless it is open.
 */
final class OpenedDropIn implements AutoCloseable {

  private final DropIn dropIn;
  private final List<JarContent> contents = new ArrayList<>();

  /**
   * Opens the jars; no class is loaded.
   *
   * @throws PluginException EBM-P101 if one is unreadable
   */
  OpenedDropIn(DropIn dropIn) {
    this.dropIn = dropIn;
    for (Path path : dropIn.jars()) {
      try {
        contents.add(JarContent.open(path));
      } catch (IOException | RuntimeException e) {
        // The JDK throws several kinds of exceptions at files that are made to mislead it.
        close();
        throw PluginException.of(
            "EBM-P101",
            path.toString(),
            "is not a readable jar: " + e.getMessage(),
            "copy it anew");
      }
    }
  }

  String location() {
    return dropIn.location().toString();
  }

  /** What a manifest says, be it right or wrong. */
  Identity identity() {
    return contents.stream()
        .map(content -> Identity.of(content.attributes(), location()))
        .filter(identity -> identity.id().isPresent())
        .findFirst()
        .orElseGet(() -> Identity.unknown(location()));
  }

  /**
   * The checked manifest of the one jar that offers a plugin.
   *
   * @param host the application's loader
   * @param problems receives the warning EBM-P105
   * @throws PluginException EBM-P102 if not exactly one jar has the service file, EBM-P131 if the
   *     plugin brings a native library's classes that the application has, or what {@link
   *     PluginManifest#of} throws
   */
  PluginManifest manifest(ClassLoader host, List<Problem> problems) {
    contents.stream()
        .filter(JarContent::bundlesTheApi)
        .forEach(
            content ->
                problems.add(
                    Problem.warning(
                        "EBM-P105",
                        content.path().toString(),
                        "bundles a copy of ebm-api, which is never used",
                        "give ebm-api the scope 'provided'")));
    PluginManifest manifest = PluginManifest.of(offering(), location());
    for (JarContent content : contents) {
      Optional<String> twice = content.nativesOf(host);
      if (twice.isPresent()) {
        throw PluginException.of(
            "EBM-P131",
            manifest.at(location()),
            "%s bundles %s, which the application has already"
                .formatted(content.path().getFileName(), twice.get()),
            "give it the scope 'provided': a native library loads once in a JVM");
      }
    }
    return manifest;
  }

  private Attributes offering() {
    List<JarContent> offering = contents.stream().filter(JarContent::hasService).toList();
    if (offering.size() == 1) {
      return offering.get(0).attributes();
    }
    if (!offering.isEmpty()) {
      throw PluginException.of(
          "EBM-P102",
          location(),
          "several of its jars offer a plugin: "
              + offering.stream().map(content -> content.path().getFileName()).toList(),
          "put each plugin in a folder of its own, without the application's jars");
    }
    List<String> nearby = contents.stream().flatMap(content -> content.nearby().stream()).toList();
    throw PluginException.of(
        "EBM-P102",
        location(),
        "no jar has the file " + JarContent.SERVICE,
        nearby.isEmpty()
            ? "the file holds one line, the name of the class that implements EbmPlugin"
            : "found instead: " + String.join(", ", nearby));
  }

  /**
   * The plugin, in a class loader of its own.
   *
   * @param host the application's loader
   * @throws PluginException EBM-P102, EBM-P103, EBM-P107, EBM-P108, EBM-P112, EBM-P120, EBM-P121
   */
  LoadedPlugin load(PluginManifest manifest, ClassLoader host, Quarantine quarantine) {
    String plugin = manifest.at(location());
    List<FileStamp> jars = contents.stream().map(JarContent::stamp).toList();
    DropInClassLoader loader = new DropInClassLoader(dropIn.name(), jars, host);
    try {
      Provider<EbmPlugin> provider = provider(loader, plugin);
      return quarantine.call(
          plugin,
          loader,
          () ->
              Offers.of(
                  Providers.construct(provider, plugin),
                  Optional.of(manifest),
                  location(),
                  quarantine.limit()));
    } catch (PluginException e) {
      try {
        loader.close();
      } catch (IOException unclosed) {
        e.addSuppressed(unclosed);
      }
      throw e;
    }
  }

  private static Provider<EbmPlugin> provider(DropInClassLoader loader, String plugin) {
    List<Problem> problems = new ArrayList<>();
    List<Provider<EbmPlugin>> providers = Providers.find(loader, plugin, problems);
    if (!problems.isEmpty()) {
      throw new PluginException(problems);
    }
    if (providers.size() != 1) {
      throw PluginException.of(
          "EBM-P102",
          plugin,
          JarContent.SERVICE + " names " + providers.size() + " classes",
          "it names one, and that class offers all components");
    }
    return providers.get(0);
  }

  /** Closes the jars; the class loader has its own. */
  @Override
  public void close() {
    try {
      for (JarContent content : contents) {
        content.jar().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

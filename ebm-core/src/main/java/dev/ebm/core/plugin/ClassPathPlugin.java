package dev.ebm.core.plugin;

import dev.ebm.api.plugin.EbmPlugin;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.ServiceLoader.Provider;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * A plugin that the application's own class loader finds.
 *
 * @param provider makes it
 * @param attributes its jar's manifest, if it is one of a plugin: classes may lie in a folder
 */
record ClassPathPlugin(Provider<EbmPlugin> provider, Optional<Attributes> attributes) {

  /**
   * Reads the manifest; nothing of the plugin runs.
   *
   * @throws PluginException EBM-P101 if its jar is unreadable
   */
  static ClassPathPlugin of(Provider<EbmPlugin> provider) {
    return new ClassPathPlugin(provider, attributes(provider.type()));
  }

  /** What the manifest says. */
  Identity identity() {
    return attributes
        .map(known -> Identity.of(known, LoadedPlugin.CLASS_PATH))
        .orElseGet(() -> Identity.unknown(LoadedPlugin.CLASS_PATH));
  }

  /**
   * The checked manifest.
   *
   * @throws PluginException what {@link PluginManifest#of} throws
   */
  Optional<PluginManifest> manifest() {
    return attributes.map(known -> PluginManifest.of(known, LoadedPlugin.CLASS_PATH));
  }

  /**
   * Makes and checks the plugin.
   *
   * @throws PluginException EBM-P103, EBM-P108, EBM-P112, EBM-P120, EBM-P121
   */
  LoadedPlugin load(Optional<PluginManifest> manifest, Quarantine quarantine) {
    String name =
        manifest
            .map(known -> known.at(LoadedPlugin.CLASS_PATH))
            .orElseGet(() -> provider.type().getName() + " (" + LoadedPlugin.CLASS_PATH + ")");
    return quarantine.call(
        name,
        provider.type().getClassLoader(),
        () ->
            Offers.of(
                Providers.construct(provider, name),
                manifest,
                LoadedPlugin.CLASS_PATH,
                quarantine.limit()));
  }

  private static Optional<Attributes> attributes(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Optional.empty();
    }
    try {
      Path jar = Path.of(source.getLocation().toURI());
      if (!Files.isRegularFile(jar)) {
        return Optional.empty();
      }
      try (JarFile file = new JarFile(jar.toFile())) {
        return Optional.ofNullable(file.getManifest())
            .map(Manifest::getMainAttributes)
            .filter(attributes -> attributes.getValue(PluginManifest.ID) != null);
      }
    } catch (IOException | URISyntaxException e) {
      throw PluginException.of(
          "EBM-P101",
          source.getLocation().toString(),
          "is not a readable jar: " + e.getMessage(),
          "install the application anew");
    }
  }
}

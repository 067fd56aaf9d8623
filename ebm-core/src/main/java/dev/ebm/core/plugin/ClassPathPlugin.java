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

/** A plugin that the application's own class loader finds. */
final class ClassPathPlugin {

  private ClassPathPlugin() {}

  /**
   * Makes and checks the plugin.
   *
   * @throws PluginException EBM-P103, EBM-P104, EBM-P107, EBM-P108, EBM-P112, EBM-P120, EBM-P121
   */
  static LoadedPlugin load(Provider<EbmPlugin> provider, Quarantine quarantine) {
    Optional<PluginManifest> manifest =
        manifest(provider.type())
            .map(attributes -> PluginManifest.of(attributes, LoadedPlugin.CLASS_PATH));
    String name =
        manifest
            .map(known -> known.at(LoadedPlugin.CLASS_PATH))
            .orElseGet(() -> provider.type().getName() + " (" + LoadedPlugin.CLASS_PATH + ")");
    return quarantine.call(
        name,
        provider.type().getClassLoader(),
        () -> Offers.of(Providers.construct(provider, name), manifest, LoadedPlugin.CLASS_PATH));
  }

  /** The manifest of the class's jar, if it is one of a plugin: classes may lie in a folder. */
  private static Optional<Attributes> manifest(Class<?> type) {
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

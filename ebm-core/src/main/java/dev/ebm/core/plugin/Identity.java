package dev.ebm.core.plugin;

import java.util.Optional;
import java.util.jar.Attributes;

/**
 * What a plugin says of itself, right or wrong, as far as it could be read.
 *
 * @param id its id
 * @param version its version
 * @param api the API that it was built against
 * @param location its jar or folder, or {@code class path}
 */
public record Identity(
    Optional<String> id, Optional<String> version, Optional<String> api, String location) {

  /** Of a plugin of which nothing else could be read. */
  static Identity unknown(String location) {
    return new Identity(Optional.empty(), Optional.empty(), Optional.empty(), location);
  }

  /** Of a plugin whose manifest has these main attributes. */
  static Identity of(Attributes attributes, String location) {
    return new Identity(
        Optional.ofNullable(attributes.getValue(PluginManifest.ID)),
        Optional.ofNullable(attributes.getValue(PluginManifest.VERSION)),
        Optional.ofNullable(attributes.getValue(PluginManifest.API)),
        location);
  }

  static Identity of(LoadedPlugin plugin) {
    return new Identity(
        Optional.of(plugin.id().value()),
        Optional.of(plugin.version()),
        Optional.of(plugin.api().toString()),
        plugin.location());
  }

  /** The form in which messages name the plugin. */
  @Override
  public String toString() {
    return "plugin " + id.map(known -> known + " ").orElse("") + "(" + location + ")";
  }
}

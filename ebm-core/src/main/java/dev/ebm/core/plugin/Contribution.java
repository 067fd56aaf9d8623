package dev.ebm.core.plugin;

/** Something that a plugin offers by name. */
public sealed interface Contribution permits PluginComponent, PluginBackend {

  /** The plugin that offers it. */
  LoadedPlugin plugin();

  /** The name inside the plugin. */
  String name();

  /** The kind of thing that it is, such as {@code loss}. */
  String label();

  /** Where it comes from. */
  default Origin origin() {
    return plugin().origin("%s '%s'".formatted(label(), name()));
  }

  /** The name that is never ambiguous, {@code pluginId:name}. */
  default String canonicalName() {
    return plugin().id() + ":" + name();
  }
}

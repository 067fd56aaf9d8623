package dev.ebm.core.plugin;

/** Something that a plugin offers by name. */
public sealed interface Contribution permits PluginComponent, PluginBackend {

  /** The plugin that offers it. */
  LoadedPlugin plugin();

  /** The name inside the plugin. */
  String name();

  /** The name that is never ambiguous, {@code pluginId:name}. */
  default String canonicalName() {
    return plugin().id() + ":" + name();
  }
}

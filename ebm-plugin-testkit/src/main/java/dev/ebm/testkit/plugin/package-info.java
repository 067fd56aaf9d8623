/**
 * Contract tests for authors of plugins. A plugin's test class extends {@link
 * dev.ebm.testkit.plugin.PluginContract} and names the plugin; every component that it offers is
 * then bound, made and checked as the application does it.
 */
package dev.ebm.testkit.plugin;

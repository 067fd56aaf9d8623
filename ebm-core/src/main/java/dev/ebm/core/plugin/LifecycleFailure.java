package dev.ebm.core.plugin;

import dev.ebm.api.error.Problem;

/** The failure of a plugin or one of its components to start or to close. */
final class LifecycleFailure {

  private LifecycleFailure() {}

  /**
   * EBM-P140, unless the failure names the plugin already.
   *
   * @param what a plugin or one of its components
   * @param doing such as {@code closing}
   */
  static PluginException of(String what, String doing, Throwable cause) {
    return cause instanceof PluginException known
        ? known
        : new PluginException(
            Problem.error(
                "EBM-P140",
                what,
                doing + " it failed: " + Origin.inOneLine(cause),
                "report it to the plugin's author"),
            cause);
  }
}

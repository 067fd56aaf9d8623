package dev.ebm.core.plugin;

import dev.ebm.api.error.Problem;

/** The failure of a plugin or one of its components to start or to close. */
final class LifecycleFailure {

  private LifecycleFailure() {}

  /**
   * EBM-P140.
   *
   * @param what a plugin or one of its components
   * @param doing such as {@code closing}
   */
  static PluginException of(Object what, String doing, Throwable cause) {
    return new PluginException(
        Problem.error(
            "EBM-P140",
            what.toString(),
            doing + " it failed: " + Origin.inOneLine(cause),
            "report it to the plugin's author"),
        cause);
  }
}

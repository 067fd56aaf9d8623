package dev.ebm.core.plugin;

import java.util.Optional;

/** A class of a package that the application lends to plugins, and that it does not have. */
final class NotLent extends ClassNotFoundException {

  private static final long serialVersionUID = 1L;

  /**
   * Tells why the class is missing.
   *
   * @param bundled whether the plugin brings a copy
   */
  NotLent(String className, boolean bundled, Throwable cause) {
    super(
        className
            + " is not in this application, which alone provides that package to plugins"
            + (bundled ? "; the copy in the plugin's own jars is never used" : ""),
        cause);
  }

  /** The one behind a failure; the JVM hides it behind an error that names the class alone. */
  static Optional<NotLent> behind(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof NotLent found) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }
}

package dev.ebm.core.plugin;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * Where a component comes from, as messages say it.
 *
 * @param what the component, such as {@code loss 'huber'}
 * @param plugin its plugin: id, version and file
 * @param loader the plugin's class loader
 * @param limit how long a call may take that computes nothing
 */
record Origin(String what, String plugin, ClassLoader loader, Duration limit) {

  private static final String TO_THE_AUTHOR = "report it to the plugin's author";

  /**
   * What is thrown in the place of a failure of the plugin's code. Failures that are meant for
   * people stay what they are and name the plugin; those of the JVM itself pass.
   *
   * @param call the method that failed
   */
  Throwable failure(String call, Throwable cause) {
    if (cause instanceof EbmException said) {
      said.attribute("in " + this);
      return said;
    }
    if (isOfTheJvm(cause)) {
      return cause;
    }
    return new PluginException(
        replaced(cause)
            .orElseGet(
                () ->
                    Problem.error(
                        "EBM-P123",
                        toString(),
                        call + " failed: " + inOneLine(cause),
                        TO_THE_AUTHOR)),
        cause);
  }

  /** The failure of a plugin that returned what its contract forbids. */
  PluginException broken(String call, String fault) {
    return PluginException.of("EBM-P124", toString(), call + " " + fault, TO_THE_AUTHOR);
  }

  /**
   * Whether a failure is explained by a jar that is no longer the one that was opened: then classes
   * are missing or cut off.
   */
  Optional<Problem> replaced(Throwable failure) {
    Optional<Path> jar =
        loader instanceof DropInClassLoader dropIn && isAboutClasses(failure)
            ? dropIn.changedJar()
            : Optional.empty();
    return jar.map(
        path ->
            Problem.error(
                "EBM-P114",
                path.toString(),
                "was replaced while the program runs, so that %s could not go on: %s"
                    .formatted(this, inOneLine(failure)),
                "run the program again"));
  }

  private static boolean isAboutClasses(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof LinkageError
          || cause instanceof ClassNotFoundException
          || cause instanceof ZipException
          || cause instanceof InternalError) {
        return true;
      }
    }
    return false;
  }

  /** A plugin's exception may fail to describe itself. */
  private static String text(Throwable failure) {
    try {
      return String.valueOf(failure.toString());
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return failure.getClass().getName();
    }
  }

  /** A failure as messages quote it; plugins write what they like. */
  static String inOneLine(Throwable failure) {
    String text =
        text(failure).strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
    return NotLent.behind(failure)
        .filter(missing -> missing != failure)
        .map(missing -> text + ", since " + missing.getMessage())
        .orElse(text);
  }

  /**
   * Whether a failure leaves the JVM unusable. A damaged jar shows as an internal error, and a
   * stack that overflows is free again when the error is caught.
   */
  static boolean isOfTheJvm(Throwable failure) {
    return failure instanceof VirtualMachineError
        && !(failure instanceof InternalError || failure instanceof StackOverflowError);
  }

  @Override
  public String toString() {
    return what + " of " + plugin;
  }
}

package dev.ebm.core.plugin;

import dev.ebm.api.error.Problem;
import dev.ebm.api.plugin.EbmPlugin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import java.util.Set;

/** The providers that a class loader's service files name, however broken some of them are. */
final class Providers {

  /** More failures than any service file has lines; ends a search that fails without progress. */
  private static final int MOST_FAILURES = 100;

  private Providers() {}

  /**
   * The providers whose classes load.
   *
   * @param problems receives EBM-P107 for each of the others
   */
  static List<Provider<EbmPlugin>> find(ClassLoader loader, String where, List<Problem> problems) {
    return ContextLoader.call(loader, () -> search(loader, where, problems));
  }

  private static List<Provider<EbmPlugin>> search(
      ClassLoader loader, String where, List<Problem> problems) {
    List<Provider<EbmPlugin>> found = new ArrayList<>();
    Iterator<Provider<EbmPlugin>> providers =
        ServiceLoader.load(EbmPlugin.class, loader).stream().iterator();
    int failures = 0;
    while (failures < MOST_FAILURES) {
      try {
        if (!providers.hasNext()) {
          break;
        }
        found.add(providers.next());
      } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
        failures++;
        problems.add(unloadable(where, e));
      }
    }
    return found;
  }

  /**
   * Makes the plugin.
   *
   * @throws PluginException EBM-P108 if its constructor or a static initialiser throws
   */
  static EbmPlugin construct(Provider<EbmPlugin> provider, String where) {
    try {
      return ContextLoader.call(provider.type().getClassLoader(), provider::get);
    } catch (ServiceConfigurationError | LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (Origin.isOfTheJvm(cause)) {
        throw (Error) cause;
      }
      throw new PluginException(
          Problem.error(
              "EBM-P108",
              where,
              "the constructor of "
                  + provider.type().getName()
                  + " threw "
                  + Origin.inOneLine(root(cause)),
              "a plugin does no work when it is made; report it to its author"),
          e);
    }
  }

  /** The last cause; a plugin's may lead in a circle. */
  private static Throwable root(Throwable failure) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Throwable cause = failure;
    while (cause.getCause() != null && seen.add(cause)) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static Problem unloadable(String where, Throwable e) {
    Throwable cause =
        e instanceof ServiceConfigurationError && e.getCause() != null ? e.getCause() : e;
    String what = cause.getMessage();
    String hint =
        "the service file names a public class with a public constructor without arguments that"
            + " implements EbmPlugin";
    Optional<NotLent> notLent = NotLent.behind(cause);
    if (notLent.isPresent()) {
      what = notLent.get().getMessage();
      hint = "the plugin was built against another API; update the application or the plugin";
    } else if (cause instanceof UnsupportedClassVersionError) {
      hint = "run the application with a newer Java, or build the plugin for this one";
    } else if (cause instanceof ClassFormatError) {
      what = "a class file is damaged: " + cause.getMessage();
      hint = "copy or build the jar anew";
    } else if (isInWrongFolder(cause)) {
      what = "a class lies in the wrong folder of the jar: " + cause.getMessage();
      hint = "the folders of a jar are the packages of its classes; build it anew";
    } else if (cause instanceof NoClassDefFoundError || cause instanceof ClassNotFoundException) {
      what = "the class " + cause.getMessage() + " is missing";
      hint = "put the plugin and the jars it needs into one folder of the plugins directory";
    } else if (cause instanceof ServiceConfigurationError) {
      what = cause.getMessage().replace(EbmPlugin.class.getName() + ": ", "");
      if (what.contains("Illegal")) {
        what = "the service file is malformed: " + what.substring(what.lastIndexOf('/') + 1);
      }
    }
    return Problem.error("EBM-P107", where, String.valueOf(what), hint);
  }

  /** The JVM tells so by the same error that tells of a class that is missing. */
  private static boolean isInWrongFolder(Throwable cause) {
    return cause instanceof NoClassDefFoundError
        && String.valueOf(cause.getMessage()).contains("wrong name");
  }
}

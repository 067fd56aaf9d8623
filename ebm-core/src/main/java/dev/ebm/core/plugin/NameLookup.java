package dev.ebm.core.plugin;

import dev.ebm.api.error.ConfigException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.error.Severity;
import dev.ebm.core.config.Nearest;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds one of a kind by name.
 *
 * @param label the kind, such as {@code loss}
 * @param unknown the code of an unknown name
 * @param all everything of the kind
 * @param disabled plugins that the policy keeps out
 * @param problems why plugins that might offer more are left out
 * @param <C> component or backend
 */
record NameLookup<C extends Contribution>(
    String label,
    String unknown,
    List<C> all,
    List<LeftOutPlugin> disabled,
    List<Problem> problems) {

  /**
   * The one of a short or canonical name.
   *
   * @throws ConfigException EBM-C010 if it is ambiguous, {@link #unknown} if there is none
   */
  C find(String name) {
    List<C> named =
        all.stream().filter(c -> c.name().equals(name) || c.canonicalName().equals(name)).toList();
    List<C> builtIn = named.stream().filter(c -> c.plugin().builtIn()).toList();
    List<C> preferred = builtIn.isEmpty() ? named : builtIn;
    if (preferred.isEmpty()) {
      throw failure(unknown, "there is no %s '%s'".formatted(label, name), remedy(name));
    }
    if (preferred.size() > 1) {
      String plugins =
          preferred.stream().map(c -> c.plugin().toString()).collect(Collectors.joining(" and "));
      String names =
          preferred.stream().map(Contribution::canonicalName).collect(Collectors.joining(", "));
      throw failure(
          "EBM-C010",
          "%s '%s' is ambiguous: %s offer it".formatted(label, name, plugins),
          "write one of " + names);
    }
    return preferred.get(0);
  }

  private String remedy(String name) {
    List<String> known = all.stream().map(Contribution::name).distinct().toList();
    String hint =
        Nearest.question(name, known)
            + (known.isEmpty() ? "no plugin offers any" : "known: " + String.join(", ", known));
    return hint
        + listed(
            "plugins left out",
            problems.stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .map(problem -> problem.code() + " " + problem.where()))
        + listed("plugins disabled", disabled.stream().map(LeftOutPlugin::toString));
  }

  private static String listed(String what, Stream<String> plugins) {
    String list = plugins.collect(Collectors.joining(", "));
    return list.isEmpty() ? "" : "; " + what + ": " + list;
  }

  private ConfigException failure(String code, String what, String hint) {
    return new ConfigException(Problem.error(code, label, what, hint));
  }
}

package dev.ebm.core.plugin;

import dev.ebm.api.error.Problem;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where plugins are made and started: on a thread each, which is left behind if it hangs, with what
 * it prints kept out of the program's output and told as a warning.
 */
final class Quarantine implements AutoCloseable {

  private static final int LONGEST_QUOTE = 200;

  private final Duration limit;
  private final List<Problem> problems;
  private final PrintedText printed = new PrintedText();

  /**
   * Begins to watch the standard streams.
   *
   * @param limit how long one call may take
   * @param problems receives the warning EBM-P111 for a plugin that prints
   */
  Quarantine(Duration limit, List<Problem> problems) {
    this.limit = limit;
    this.problems = problems;
  }

  /**
   * Calls a plugin, whose class loader is the thread's context class loader.
   *
   * @param plugin the plugin as messages name it
   * @throws PluginException EBM-P112 if the call takes too long
   */
  <V> V call(String plugin, ClassLoader loader, Supplier<V> body) {
    ThreadGroup group = new ThreadGroup("ebm-plugin");
    LimitedCall<V, RuntimeException> call = new LimitedCall<>(plugin, "", loader, group, body::get);
    printed.keep(group);
    try {
      return call.within(limit);
    } finally {
      tell(plugin, printed.of(group));
      if (call.isDone()) {
        printed.forget(group);
      }
    }
  }

  /** How long one call may take. */
  Duration limit() {
    return limit;
  }

  private void tell(String plugin, String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    if (!lines.isEmpty()) {
      String first = lines.get(0).strip();
      String quote =
          first.length() > LONGEST_QUOTE ? first.substring(0, LONGEST_QUOTE) + "..." : first;
      problems.add(
          Problem.warning(
              "EBM-P111",
              plugin,
              "printed while it was loaded: "
                  + quote
                  + (lines.size() > 1 ? " [and %d more lines]".formatted(lines.size() - 1) : ""),
              "a plugin logs through SLF4J; report it to its author"));
    }
  }

  @Override
  public void close() {
    printed.close();
  }
}

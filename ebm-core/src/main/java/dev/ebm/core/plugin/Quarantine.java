package dev.ebm.core.plugin;

import dev.ebm.api.error.Problem;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    FutureTask<V> task = new FutureTask<>(body::get);
    ThreadGroup group = new ThreadGroup("ebm-plugin");
    Thread thread = new Thread(group, task, "ebm-plugin " + plugin);
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
    printed.keep(group);
    thread.start();
    try {
      return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw hanging(plugin, loader, thread);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw hanging(plugin, loader, thread);
    } catch (ExecutionException e) {
      throw unchecked(e.getCause());
    } finally {
      tell(plugin, printed.of(group));
      if (task.isDone()) {
        printed.forget(group);
      }
    }
  }

  private PluginException hanging(String plugin, ClassLoader loader, Thread thread) {
    String place =
        Arrays.stream(thread.getStackTrace())
            .filter(frame -> frame.getClassLoaderName() != null)
            .filter(frame -> frame.getClassLoaderName().equals(loader.getName()))
            .findFirst()
            .map(frame -> " at " + frame.getClassName() + "." + frame.getMethodName())
            .orElse("");
    thread.interrupt();
    return PluginException.of(
        "EBM-P112",
        plugin,
        "has not come back after %s s%s".formatted(limit.toMillis() / 1000.0, place),
        "a plugin is made and started quickly; 'time-limit' in "
            + PluginPolicy.FILE
            + " gives it longer");
  }

  private static RuntimeException unchecked(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return (RuntimeException) cause;
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

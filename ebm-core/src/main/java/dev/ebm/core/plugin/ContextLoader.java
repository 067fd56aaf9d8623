package dev.ebm.core.plugin;

import java.util.function.Supplier;

/** Libraries that look for services through the thread's context loader find the plugin's own. */
final class ContextLoader {

  private ContextLoader() {}

  static <V> V call(ClassLoader loader, Supplier<V> body) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return body.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}

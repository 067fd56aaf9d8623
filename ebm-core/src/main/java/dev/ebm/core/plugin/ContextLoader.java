package dev.ebm.core.plugin;

/** Libraries that look for services through the thread's context loader find the plugin's own. */
final class ContextLoader {

  private ContextLoader() {}

  static <V, X extends Exception> V call(ClassLoader loader, Body<V, X> body) throws X {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return body.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}

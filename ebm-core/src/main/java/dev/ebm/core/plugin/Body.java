package dev.ebm.core.plugin;

/**
 * What is called in a plugin's surroundings.
 *
 * @param <V> what it returns
 * @param <X> what it throws; {@code RuntimeException} for nothing that is checked
 */
@FunctionalInterface
interface Body<V, X extends Exception> {
  V call() throws X;
}

package dev.ebm.core.config;

/** Knows the options of named components. */
@FunctionalInterface
public interface ComponentOptions {

  /**
   * The configuration record of a component.
   *
   * @param kind the contract, such as {@code Loss.class}
   * @throws dev.ebm.api.error.ConfigException if the name is unknown or ambiguous
   */
  Class<? extends Record> of(Class<?> kind, String name);
}

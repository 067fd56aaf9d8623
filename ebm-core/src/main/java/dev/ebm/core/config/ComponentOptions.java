package dev.ebm.core.config;

import java.util.Optional;

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

  /**
   * Where a component comes from, if it is none of the application's own: for messages about
   * mistakes in its declaration.
   *
   * @param kind the contract
   * @throws dev.ebm.api.error.ConfigException if the name is unknown or ambiguous
   */
  default Optional<String> origin(Class<?> kind, String name) {
    return Optional.empty();
  }
}

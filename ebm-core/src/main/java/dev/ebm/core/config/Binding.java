package dev.ebm.core.config;

import dev.ebm.api.error.ConfigException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.error.Severity;
import java.util.List;
import java.util.Optional;

/**
 * What binding found.
 *
 * @param value the record, unless one of the problems is an error
 * @param problems errors and warnings, in the order of the record's options
 * @param <R> the record
 */
public record Binding<R>(Optional<R> value, List<Problem> problems) {

  /** Copies the problems. */
  public Binding {
    problems = List.copyOf(problems);
  }

  /**
   * The record.
   *
   * @throws ConfigException with all problems, if one of them is an error
   */
  public R orThrow() {
    return value.orElseThrow(() -> new ConfigException(problems));
  }

  /** The problems that are no errors. */
  public List<Problem> warnings() {
    return problems.stream().filter(p -> p.severity() == Severity.WARNING).toList();
  }
}

package dev.ebm.core.config;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.error.Severity;
import java.util.Map;
import java.util.Optional;

/**
 * Binds mappings to records whose components are annotated with {@link dev.ebm.api.config.Option}:
 * strictly, and in one pass that finds every problem.
 */
public final class RecordBinder {

  private final Optional<ComponentOptions> components;

  /** Leaves named components unchecked. */
  public RecordBinder() {
    this.components = Optional.empty();
  }

  /** Checks the names and options of named components too. */
  public RecordBinder(ComponentOptions components) {
    this.components = Optional.of(components);
  }

  /**
   * Binds a record. Problems have the codes EBM-C001 to EBM-C009, and those of {@code components}.
   *
   * @param path the place of the mapping in the file, such as {@code loss}; empty for the root
   */
  public <R extends Record> Binding<R> bind(Class<R> type, Map<String, ?> values, String path) {
    return bind(type, values, path, Optional.empty());
  }

  /**
   * Binds the options of a component.
   *
   * @param origin the plugin's component that declares the record, which EBM-C008 names
   */
  public <R extends Record> Binding<R> bind(
      Class<R> type, Map<String, ?> values, String path, Optional<String> origin) {
    BindingPass pass = new BindingPass(components, origin);
    Optional<R> value = pass.record(type, values, path);
    boolean failed = pass.problems().stream().anyMatch(p -> p.severity() == Severity.ERROR);
    return new Binding<>(failed ? Optional.empty() : value, pass.problems());
  }

  /** A named component's bound options, if this binder knows components. */
  Optional<Record> options(ComponentSpec<?> spec) {
    return components.map(
        known -> bind(known.of(spec.kind(), spec.name()), spec.options(), spec.name()).orThrow());
  }
}

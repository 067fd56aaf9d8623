package dev.ebm.testkit.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.error.Problem;
import dev.ebm.api.error.Severity;
import dev.ebm.core.config.Binding;
import dev.ebm.core.config.RecordBinder;
import dev.ebm.core.config.RecordOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a configuration record promises, told in the experiment file's terms:
 *
 * <pre>
 * ConfigContract.of(Options.class).isDocumented().hasDefaults(new Options(10, 0.1)).rejects("steps", 0);
 * </pre>
 *
 * @param <C> the record
 */
public final class ConfigContract<C extends Record> {

  private final Class<C> type;
  private final RecordBinder binder;
  private final Map<String, Object> base;

  private ConfigContract(Class<C> type, RecordBinder binder, Map<String, ?> base) {
    this.type = type;
    this.binder = binder;
    this.base = new LinkedHashMap<>(base);
  }

  /** The contract of a record all of whose options have defaults. */
  public static <C extends Record> ConfigContract<C> of(Class<C> type) {
    return new ConfigContract<>(type, new RecordBinder(), Map.of());
  }

  /** The contract of a record whose components are checked too. */
  static <C extends Record> ConfigContract<C> of(Class<C> type, RecordBinder binder) {
    return new ConfigContract<>(type, binder, Map.of());
  }

  /**
   * The same with options that are set in all that follows.
   *
   * @param options at least those that are required, as an experiment file would set them
   */
  public ConfigContract<C> given(Map<String, ?> options) {
    return new ConfigContract<>(type, binder, options);
  }

  /** Every option says in one line what it means. */
  public ConfigContract<C> isDocumented() {
    for (RecordOption option : RecordOption.of(type)) {
      assertThat(option.doc())
          .as("doc of option '%s' of %s", option.key(), type.getSimpleName())
          .isNotBlank()
          .doesNotContain("\n");
    }
    return this;
  }

  /** Binds with nothing but the given options. */
  public ConfigContract<C> binds() {
    bound();
    return this;
  }

  /** Binds to this record with nothing but the given options. */
  public ConfigContract<C> hasDefaults(C expected) {
    assertThat(bound()).isEqualTo(expected);
    return this;
  }

  /** The options that have to be given are these, and each of them is missed by name. */
  public ConfigContract<C> requires(String... keys) {
    List<Problem> problems = binder.bind(type, Map.of(), "").problems();
    assertThat(problems.stream().filter(p -> p.code().equals("EBM-C002")).map(Problem::where))
        .containsExactlyInAnyOrder(keys);
    return this;
  }

  /** Setting one option so is an error at that option. */
  public ConfigContract<C> rejects(String key, Object value) {
    assertThat(errors(with(key, value)).map(Problem::where))
        .as("places of the errors of '%s: %s'", key, value)
        .anyMatch(where -> where.equals(key) || where.startsWith(key + ".") || where.isEmpty());
    return this;
  }

  /** Setting one option so is fine. */
  public ConfigContract<C> accepts(String key, Object value) {
    assertThat(errors(with(key, value))).as("errors of '%s: %s'", key, value).isEmpty();
    return this;
  }

  /** A key that the record does not have is an error, not ignored. */
  public ConfigContract<C> rejectsUnknownKeys() {
    assertThat(errors(with("no-such-option", 1)).map(Problem::code)).contains("EBM-C001");
    return this;
  }

  C bound() {
    Binding<C> binding = binder.bind(type, base, "");
    assertThat(binding.problems())
        .as("problems of %s with %s", type.getSimpleName(), base)
        .isEmpty();
    return binding.orThrow();
  }

  private Stream<Problem> errors(Map<String, Object> options) {
    return binder.bind(type, options, "").problems().stream()
        .filter(p -> p.severity() == Severity.ERROR);
  }

  private Map<String, Object> with(String key, Object value) {
    Map<String, Object> options = new LinkedHashMap<>(base);
    options.put(key, value);
    return options;
  }
}

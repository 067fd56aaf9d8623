package dev.ebm.api.plugin;

import java.util.Objects;
import java.util.function.BiFunction;
import org.apiguardian.api.API;

/**
 * Makes a component from its bound configuration.
 *
 * @param kind the contract, such as {@code Loss.class}; see {@link ComponentKind}
 * @param name the name by which an experiment chooses it, in kebab-case
 * @param configType its options, each annotated with {@link dev.ebm.api.config.Option}
 * @param summary what it is, in one line
 * @param body makes it; cheap
 * @param <T> the contract
 * @param <C> the options
 */
@API(status = API.Status.STABLE, since = "1.0")
public record ComponentFactory<T, C extends Record>(
    Class<T> kind,
    String name,
    Class<C> configType,
    String summary,
    BiFunction<? super C, ? super ComponentContext, ? extends T> body) {

  /** Checks that no part is null. */
  public ComponentFactory {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(configType, "configType");
    Objects.requireNonNull(summary, "summary");
    Objects.requireNonNull(body, "body");
  }

  /**
   * The component. If it is {@link AutoCloseable} it is closed when the run ends, those made last
   * first; its {@code close} is idempotent.
   */
  public T create(C config, ComponentContext context) {
    return body.apply(config, context);
  }
}

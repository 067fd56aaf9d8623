package dev.ebm.api.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apiguardian.api.API;

/**
 * A component named in a configuration with its options, not yet bound: {@code {name: gaussian, t:
 * 1.0}}.
 *
 * @param kind the contract, such as {@code Perturbation.class}
 * @param name the component's short or canonical name
 * @param options its options as parsed, without the name
 * @param <T> the contract
 */
@API(status = API.Status.STABLE, since = "1.0")
public record ComponentSpec<T>(Class<T> kind, String name, Map<String, Object> options) {

  /** Copies the options. */
  public ComponentSpec {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
    options = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }
}

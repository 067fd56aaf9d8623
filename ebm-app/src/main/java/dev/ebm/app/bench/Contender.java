package dev.ebm.app.bench;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.ComponentSpec;
import java.util.stream.Collectors;

/**
 * A backend with options, as a row of the results.
 *
 * @param spec its name and the options that differ from the defaults
 * @param description what it says of itself when it is open
 */
public record Contender(ComponentSpec<Backend> spec, String description) {

  /** Name and options, such as {@code djl execution=interpreter}. */
  String label() {
    return spec.options().entrySet().stream()
        .map(option -> " " + option.getKey() + "=" + option.getValue())
        .collect(Collectors.joining("", spec.name(), ""));
  }

  /** Whether its random numbers are the same as every other's. */
  boolean portable() {
    return !"native".equalsIgnoreCase(String.valueOf(spec.options().get("random")));
  }
}

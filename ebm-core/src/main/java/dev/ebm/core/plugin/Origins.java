package dev.ebm.core.plugin;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells which components are not the application's own. */
public final class Origins {

  private Origins() {}

  /**
   * Names those of some components that come from plugins, for messages about results that they all
   * may be to blame for, such as {@code with loss 'huber' of plugin acme 1.2 (plugins/acme.jar)}.
   */
  public static Optional<String> among(Object... components) {
    String names =
        Arrays.stream(components)
            .flatMap(component -> Guard.origin(component).stream())
            .map(Origin::toString)
            .collect(Collectors.joining(" and "));
    return names.isEmpty() ? Optional.empty() : Optional.of("with " + names);
  }
}

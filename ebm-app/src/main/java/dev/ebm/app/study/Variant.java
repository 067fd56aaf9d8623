package dev.ebm.app.study;

import dev.ebm.api.config.Option;
import java.util.List;

/**
 * A change of an experiment.
 *
 * @param name what it is called in tables and pictures
 * @param set assignments as {@code ebm train --set} takes them
 */
public record Variant(
    @Option(doc = "What it is called in tables and pictures") String name,
    @Option(
            doc = "Assignments such as loss.negatives=32, as 'ebm train --set' takes them",
            byDefault = "[]")
        List<String> set) {

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if it has no letter or digit
   */
  public Variant {
    set = List.copyOf(set);
    if (!name.matches(".*[\\p{L}\\p{N}].*")) {
      throw new IllegalArgumentException("the name '" + name + "' has no letter or digit");
    }
  }

  /** The folder of its runs. */
  String folder() {
    return "run-" + name.replaceAll("[^\\p{L}\\p{N}.-]+", "-");
  }
}

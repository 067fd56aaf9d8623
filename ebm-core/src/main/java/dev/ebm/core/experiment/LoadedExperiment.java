package dev.ebm.core.experiment;

import dev.ebm.api.error.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An experiment whose every name and option is known to be right.
 *
 * @param experiment the experiment; the options of its components hold every default
 * @param resolved the same as a mapping, for the run's {@code experiment.yaml}
 * @param warnings what deserves attention, such as renamed options
 */
public record LoadedExperiment(
    Experiment experiment, Map<String, Object> resolved, List<Problem> warnings) {

  /** Copies the collections. */
  public LoadedExperiment {
    resolved = Collections.unmodifiableMap(new LinkedHashMap<>(resolved));
    warnings = List.copyOf(warnings);
  }
}

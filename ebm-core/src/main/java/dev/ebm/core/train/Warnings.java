package dev.ebm.core.train;

import dev.ebm.api.error.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Tells each warning once, whatever its numbers, those of a loss after they held at several logged
 * steps in a row, or at a step that diverges.
 */
public final class Warnings {

  private static final int IN_A_ROW = 5;
  private static final String METRICS = "evaluate.";

  private final Map<String, Problem> ofTheLoss;
  private final RunListener listener;
  private final Map<String, Integer> heldInARow = new HashMap<>();
  private final Set<List<String>> told = new HashSet<>();

  /**
   * Warnings of a run.
   *
   * @param ofTheLoss by the names of the outputs that hold their conditions
   */
  Warnings(Map<String, Problem> ofTheLoss, RunListener listener) {
    this.ofTheLoss = ofTheLoss;
    this.listener = listener;
  }

  /**
   * The conditions at a logged step.
   *
   * @param numbers by the names of their outputs, without {@code warning/}: of each warning its
   *     condition, which is 1 where it holds, and the numbers of its words
   */
  void heard(int step, Map<String, Double> numbers) {
    ofTheLoss.forEach(
        (output, warning) -> {
          String name = output.substring(StepProgram.WARNING.length() + 1);
          int held = numbers.get(name) == 1 ? heldInARow.getOrDefault(name, 0) + 1 : 0;
          heldInARow.put(name, held);
          if (held == IN_A_ROW) {
            tell(step, inWords(warning, name, numbers));
          }
        });
  }

  /**
   * The failure of a metric.
   *
   * @param place of the metric in the experiment's {@code evaluate}, from 0
   */
  static Problem ofMetric(int place, Problem failure) {
    String where = METRICS + place;
    return Problem.warning(
        failure.code(),
        failure.where().isEmpty() ? where : where + ", " + failure.where(),
        failure.what(),
        failure.hint());
  }

  /** Whether a warning is the failure of a metric. */
  public static boolean isOfMetric(Problem warning) {
    return warning.where().startsWith(METRICS);
  }

  /** The conditions at a step that diverges, of which each that holds may be the reason. */
  void heardLast(int step, Map<String, Double> numbers) {
    ofTheLoss
        .keySet()
        .forEach(
            output ->
                heldInARow.put(output.substring(StepProgram.WARNING.length() + 1), IN_A_ROW - 1));
    heard(step, numbers);
  }

  /** The warning with its numbers. */
  private static Problem inWords(Problem warning, String name, Map<String, Double> numbers) {
    List<Double> given = new ArrayList<>();
    for (int i = 1; numbers.containsKey(name + "/" + i); i++) {
      given.add(numbers.get(name + "/" + i));
    }
    return given.isEmpty()
        ? warning
        : Problem.warning(
            warning.code(),
            warning.where(),
            String.format(Locale.ROOT, warning.what(), given.toArray()),
            warning.hint());
  }

  void tell(int step, Problem warning) {
    if (told.add(List.of(warning.code(), warning.where()))) {
      listener.warned(step, warning);
    }
  }
}

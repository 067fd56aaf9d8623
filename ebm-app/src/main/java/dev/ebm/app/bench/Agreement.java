package dev.ebm.app.bench;

import dev.ebm.api.error.BackendException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.TensorData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Refuses to time wrong answers: after a few runs from one start, the results of all backends are
 * the same but for rounding. They are compared in groups, {@code optimizer/...} with {@code
 * optimizer/...}, by the length of the difference of all their numbers relative to the length of
 * the numbers themselves: single ones may be nothing but rounding, such as the gradient of a bias
 * that cancels.
 */
final class Agreement {

  /** Enough for the results of one run to be the input of another. */
  private static final int RUNS = 3;

  /** Rounding in float32 leaves less than a tenth of this, a wrong number far more. */
  private static final double TOLERANCE = 1e-3;

  private Agreement() {}

  /** The results of the last of a few runs from the start, to which the execution returns. */
  static Tree<TensorData> results(Execution execution) {
    for (int run = 1; run < RUNS; run++) {
      execution.run();
    }
    Tree<TensorData> results = execution.results();
    execution.restart();
    return results;
  }

  /**
   * Compares two backends.
   *
   * @throws BackendException EBM-B010 if they differ by more than rounding, or one has numbers that
   *     are not finite
   */
  static void check(
      String workload,
      String expectedBy,
      Tree<TensorData> expected,
      String actualBy,
      Tree<TensorData> actual) {
    groups(expected)
        .forEach(
            (group, names) -> {
              double difference = difference(names, expected, actual);
              if (!(difference <= TOLERANCE)) {
                throw new BackendException(
                    Problem.error(
                        "EBM-B010",
                        "workload " + workload,
                        "%s and %s differ by %.2g of %s after %d runs"
                            .formatted(expectedBy, actualBy, difference, group, RUNS),
                        "one of them computes wrong numbers, so neither is timed; please report"
                            + " it"));
              }
            });
  }

  private static Map<String, List<String>> groups(Tree<TensorData> results) {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    for (String name : results.names()) {
      groups.computeIfAbsent(name.replaceFirst("/.*", ""), unused -> new ArrayList<>()).add(name);
    }
    return groups;
  }

  private static double difference(
      List<String> names, Tree<TensorData> expected, Tree<TensorData> actual) {
    double difference = 0;
    double length = 0;
    for (String name : names) {
      double[] a = expected.get(name).toDoubles();
      double[] b = actual.get(name).toDoubles();
      for (int i = 0; i < a.length; i++) {
        difference += (a[i] - b[i]) * (a[i] - b[i]);
        length += a[i] * a[i];
      }
    }
    return difference == 0 ? 0 : Math.sqrt(difference / length);
  }
}

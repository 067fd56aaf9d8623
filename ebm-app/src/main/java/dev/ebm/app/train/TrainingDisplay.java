package dev.ebm.app.train;

import dev.ebm.api.error.Problem;
import dev.ebm.api.metric.Estimate;
import dev.ebm.app.console.Console;
import dev.ebm.app.console.Figures;
import dev.ebm.core.train.RunListener;
import java.util.Map;
import java.util.stream.Collectors;

/** Shows how far training has come. */
interface TrainingDisplay extends RunListener, AutoCloseable {

  @Override
  default void close() {}

  /**
   * A bar where a person watches, lines elsewhere, warnings alone if it shall be quiet.
   *
   * @param firstStep updates done before this session
   * @param steps updates to do in all
   */
  static TrainingDisplay of(Console console, boolean quiet, int firstStep, int steps) {
    if (quiet) {
      return new TrainingDisplay() {
        @Override
        public void warned(int step, Problem warning) {
          console.problem(warning);
        }
      };
    }
    return console.interactive()
        ? new TrainingBar(console, firstStep, steps)
        : new TrainingLines(console, steps);
  }

  /** Results of an evaluation in one line. */
  static String line(Map<String, Estimate> results) {
    return results.entrySet().stream()
        .map(result -> result.getKey() + " " + Figures.text(result.getValue()))
        .collect(Collectors.joining("  "));
  }
}

package dev.ebm.core.train;

import dev.ebm.api.error.Problem;
import dev.ebm.api.metric.Estimate;
import java.util.Map;

/** Hears what happens during training, on the training thread. */
public interface RunListener {

  /**
   * Metrics of a logged step.
   *
   * @param step updates done
   * @param seconds since training began, over all sessions of the run
   * @param metrics by name in a fixed order; {@code loss} is the first
   */
  default void logged(int step, double seconds, Map<String, Double> metrics) {}

  /** Results of an evaluation; empty if every metric failed. */
  default void evaluated(int step, double seconds, Map<String, Estimate> metrics) {}

  /**
   * Something that deserves attention: a loss's warning, an estimate that cannot be trusted, a
   * metric that failed.
   *
   * @param step updates done
   */
  default void warned(int step, Problem warning) {}

  /**
   * Whether the evaluation after a step has been heard, if training goes on from there: a run that
   * was ended while it evaluated has the checkpoint alone.
   */
  default boolean hasEvaluated(int step) {
    return true;
  }

  /** The state after a step; written as a checkpoint. */
  default void checkpoint(Snapshot snapshot, double seconds) {}
}

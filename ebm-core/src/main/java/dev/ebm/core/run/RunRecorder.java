package dev.ebm.core.run;

import dev.ebm.api.error.Problem;
import dev.ebm.api.metric.Estimate;
import dev.ebm.core.train.RunListener;
import dev.ebm.core.train.Snapshot;
import java.io.Closeable;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes what happens during training into the run's folder: metrics, TensorBoard events and
 * checkpoints. An evaluated metric {@code m} is logged as {@code m} and, where it is an estimate,
 * {@code m/standard-error}.
 */
public final class RunRecorder implements RunListener, Closeable {

  /** What the name of a metric's standard error ends in. */
  public static final String STANDARD_ERROR = "/standard-error";

  private final RunFolder run;
  private final MetricsLog metrics;
  private final TensorBoardLog tensorBoard;

  private RunRecorder(RunFolder run, MetricsLog metrics, TensorBoardLog tensorBoard) {
    this.run = run;
    this.metrics = metrics;
    this.tensorBoard = tensorBoard;
  }

  /**
   * Records a new run.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R001 if a log cannot be written
   */
  public static RunRecorder start(RunFolder run) {
    return new RunRecorder(
        run,
        MetricsLog.start(run.metricsFile()),
        TensorBoardLog.start(run.tensorBoard(), Clock.systemUTC()));
  }

  /**
   * Goes on with the record of a run; what was logged after the step is removed.
   *
   * @param step of the checkpoint that training resumes from
   * @throws dev.ebm.api.error.EbmException as {@link MetricsLog#resume}
   */
  public static RunRecorder resume(RunFolder run, int step) {
    run.warnings().keepUntil(step);
    return new RunRecorder(
        run,
        MetricsLog.resume(run.metricsFile(), step),
        TensorBoardLog.resume(run.tensorBoard(), step, Clock.systemUTC()));
  }

  @Override
  public void logged(int step, double seconds, Map<String, Double> values) {
    metrics.append(step, seconds, values);
    tensorBoard.scalars(step, values);
  }

  @Override
  public void evaluated(int step, double seconds, Map<String, Estimate> results) {
    if (!results.isEmpty()) {
      logged(step, seconds, flatten(results));
    }
  }

  @Override
  public void warned(int step, Problem warning) {
    run.warnings().add(step, warning);
  }

  @Override
  public void checkpoint(Snapshot snapshot, double seconds) {
    // Lines before checkpoint: a resumed run then has all lines up to its first step.
    metrics.sync();
    run.checkpoints().write(snapshot, seconds);
  }

  /**
   * Writes how the run ended.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R001 if it cannot be written
   */
  public void finish(Summary summary) {
    metrics.sync();
    run.write(summary);
  }

  /** Values under their names, standard errors under {@code name/standard-error}. */
  public static Map<String, Double> flatten(Map<String, Estimate> results) {
    Map<String, Double> values = new LinkedHashMap<>();
    results.forEach(
        (name, estimate) -> {
          values.put(name, estimate.value());
          estimate.standardError().ifPresent(error -> values.put(name + STANDARD_ERROR, error));
        });
    return values;
  }

  @Override
  public void close() {
    try (metrics) {
      tensorBoard.close();
    }
  }
}

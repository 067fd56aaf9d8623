package dev.ebm.app.train;

import dev.ebm.api.error.Problem;
import dev.ebm.api.metric.Estimate;
import dev.ebm.core.run.RunFolder;
import dev.ebm.core.run.RunRecorder;
import dev.ebm.core.run.Summary;
import dev.ebm.core.train.RunListener;
import dev.ebm.core.train.Snapshot;
import java.io.Closeable;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * Writes a run. Its folder appears with the first step, so that an experiment that does not even
 * compile leaves nothing behind.
 */
final class Recording implements RunListener, Closeable {

  private final Supplier<RunFolder> place;
  private final Function<RunFolder, RunRecorder> start;
  private final IntPredicate evaluatedBefore;
  private Optional<RunFolder> folder = Optional.empty();
  private Optional<RunRecorder> recorder = Optional.empty();
  private Map<String, Estimate> lastEvaluation = Map.of();
  private double seconds;

  /**
   * Records a run.
   *
   * @param place makes or opens its folder
   * @param start begins or resumes its record
   * @param evaluatedBefore whether earlier sessions evaluated a step
   */
  Recording(
      Supplier<RunFolder> place,
      Function<RunFolder, RunRecorder> start,
      IntPredicate evaluatedBefore) {
    this.place = place;
    this.start = start;
    this.evaluatedBefore = evaluatedBefore;
  }

  /** The folder, which appears now if it has not before. */
  RunFolder folder() {
    recorder();
    return folder.orElseThrow();
  }

  private RunRecorder recorder() {
    if (recorder.isEmpty()) {
      RunFolder made = place.get();
      folder = Optional.of(made);
      recorder = Optional.of(start.apply(made));
    }
    return recorder.get();
  }

  @Override
  public void logged(int step, double time, Map<String, Double> metrics) {
    seconds = time;
    recorder().logged(step, time, metrics);
  }

  @Override
  public void evaluated(int step, double time, Map<String, Estimate> results) {
    seconds = time;
    lastEvaluation = results;
    recorder().evaluated(step, time, results);
  }

  @Override
  public boolean hasEvaluated(int step) {
    return evaluatedBefore.test(step);
  }

  @Override
  public void warned(int step, Problem warning) {
    recorder().warned(step, warning);
  }

  @Override
  public void checkpoint(Snapshot snapshot, double time) {
    seconds = time;
    recorder().checkpoint(snapshot, time);
  }

  /** Results of the last evaluation of this session; empty before the first. */
  Map<String, Estimate> lastEvaluation() {
    return lastEvaluation;
  }

  /** Training time when something was last heard, over all sessions. */
  double seconds() {
    return seconds;
  }

  /** Writes how the run ended. */
  void finish(Summary summary) {
    recorder().finish(summary);
  }

  @Override
  public void close() {
    recorder.ifPresent(RunRecorder::close);
  }
}

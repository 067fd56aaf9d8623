package dev.ebm.app.train;

import dev.ebm.api.error.Problem;
import dev.ebm.api.metric.Estimate;
import dev.ebm.app.console.Console;
import dev.ebm.app.console.Figures;
import java.util.Map;
import java.util.OptionalLong;

/** One line for each logged step and each evaluation, for files and pipes. */
final class TrainingLines implements TrainingDisplay {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Console console;
  private final int steps;
  private int lastStep;
  private OptionalLong lastNanos = OptionalLong.empty();

  TrainingLines(Console console, int steps) {
    this.console = console;
    this.steps = steps;
  }

  @Override
  public void logged(int step, double seconds, Map<String, Double> metrics) {
    String speed = "";
    // No speed with the first line: it would count how long the backend took to get ready.
    if (lastNanos.isPresent()) {
      double elapsed = (System.nanoTime() - lastNanos.getAsLong()) / NANOS_PER_SECOND;
      double stepsPerSecond = (step - lastStep) / elapsed;
      String left = Figures.duration((steps - step) / stepsPerSecond);
      speed = Figures.format("  %.0f steps/s  %s left", stepsPerSecond, left);
    }
    console.print("%s  loss %.4f%s", place(step), metrics.get("loss"), speed);
    lastStep = step;
    lastNanos = OptionalLong.of(System.nanoTime());
  }

  @Override
  public void evaluated(int step, double seconds, Map<String, Estimate> results) {
    if (!results.isEmpty()) {
      console.print("%s  %s", place(step), TrainingDisplay.line(results));
    }
    // Evaluations are not counted as training: neither their time nor the steps before them.
    lastStep = step;
    lastNanos = OptionalLong.of(System.nanoTime());
  }

  @Override
  public void warned(int step, Problem warning) {
    console.note("%s  %s", place(step), warning);
  }

  private String place(int step) {
    int width = Integer.toString(steps).length();
    return Figures.format("step %" + width + "d/%d", step, steps);
  }
}

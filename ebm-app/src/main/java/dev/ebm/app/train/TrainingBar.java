package dev.ebm.app.train;

import dev.ebm.api.metric.Estimate;
import dev.ebm.app.console.Figures;
import java.time.Duration;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with speed, time left, loss and the first metric, redrawn in place. */
final class TrainingBar implements TrainingDisplay {

  private static final int REDRAW_MILLIS = 200;

  private final ProgressBar bar;
  private String metric = "";

  TrainingBar(int firstStep, int steps) {
    this.bar =
        new ProgressBarBuilder()
            .setTaskName("train")
            .setInitialMax(steps)
            .startsFrom(firstStep, Duration.ZERO)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .showSpeed()
            .build();
  }

  @Override
  public void logged(int step, double seconds, Map<String, Double> metrics) {
    bar.stepTo(step);
    bar.setExtraMessage(Figures.format(" loss %.4f", metrics.get("loss")) + metric);
  }

  @Override
  public void evaluated(int step, double seconds, Map<String, Estimate> results) {
    results.entrySet().stream()
        .findFirst()
        .ifPresent(result -> metric = "  " + TrainingDisplay.line(Map.ofEntries(result)));
  }

  @Override
  public void close() {
    bar.close();
  }
}

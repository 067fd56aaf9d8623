package dev.ebm.app.train;

import dev.ebm.app.console.Figures;
import java.text.DecimalFormat;
import java.time.Duration;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with time left, speed and loss, redrawn in place. */
final class TrainingBar implements TrainingDisplay {

  private static final int REDRAW_MILLIS = 200;

  private final ProgressBar bar;

  TrainingBar(int firstStep, int steps) {
    this.bar =
        new ProgressBarBuilder()
            .setTaskName("train")
            .setInitialMax(steps)
            .startsFrom(firstStep, Duration.ZERO)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .showSpeed(new DecimalFormat("0"))
            .build();
  }

  @Override
  public void logged(int step, double seconds, Map<String, Double> metrics) {
    bar.stepTo(step);
    bar.setExtraMessage(Figures.format(" loss %.4f", metrics.get("loss")));
  }

  @Override
  public void close() {
    bar.close();
  }
}

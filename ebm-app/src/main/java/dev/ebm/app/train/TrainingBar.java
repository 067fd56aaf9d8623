package dev.ebm.app.train;

import dev.ebm.api.error.Problem;
import dev.ebm.app.console.Console;
import dev.ebm.app.console.Figures;
import java.text.DecimalFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with time left, speed and loss, redrawn in place; warnings follow below it. */
final class TrainingBar implements TrainingDisplay {

  private static final int REDRAW_MILLIS = 200;

  private final Console console;
  private final ProgressBar bar;
  private final List<Problem> warnings = new ArrayList<>();

  TrainingBar(Console console, int firstStep, int steps) {
    this.console = console;
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
  public void warned(int step, Problem warning) {
    warnings.add(warning);
  }

  @Override
  public void close() {
    bar.close();
    warnings.forEach(console::problem);
  }
}

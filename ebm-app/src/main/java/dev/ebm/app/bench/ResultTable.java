package dev.ebm.app.bench;

import dev.ebm.app.console.Console;
import dev.ebm.app.console.Figures;
import dev.ebm.app.console.Table;
import dev.ebm.core.run.Machine;
import java.util.OptionalDouble;

/** Prints results as they come, a table for each workload. */
public final class ResultTable {

  private final Console console;
  private OptionalDouble machineRate = OptionalDouble.empty();

  /** Prints where this runs first. */
  public ResultTable(Console console, Machine machine) {
    this.console = console;
    console.print("Java %s on %s, %d cores", machine.java(), machine.processor(), machine.cores());
  }

  /** Prints one result; the first one is the yardstick of all. */
  public void print(Result result) {
    if (machineRate.isEmpty()) {
      machineRate = OptionalDouble.of(result.bestRate());
      for (Measurement measurement : result.measurements()) {
        Contender contender = measurement.contender();
        console.print("  %s: %s", contender.label(), contender.description());
      }
    }
    console.print(
        "%n%s: %s; %.3g Gflop in matrix products",
        result.workload().name(), result.workload().summary(), result.matrixFlops() / 1e9);
    Table table =
        new Table("BACKEND", "MEDIAN MS", "QUARTILES MS", "RUNS", "OF DJL", "OF MATMUL RATE");
    for (Measurement measurement : result.measurements()) {
      measurement
          .times()
          .ifPresentOrElse(
              times -> row(table, result, measurement, times),
              () -> table.row(measurement.contender().label(), "-", "-", "-", "-", "-"));
    }
    table.print(console.out());
    result.measurements().forEach(this::remark);
  }

  private void row(Table table, Result result, Measurement measurement, Times times) {
    OptionalDouble baseline = result.baseline();
    table.row(
        measurement.contender().label(),
        milliseconds(times.median()),
        milliseconds(times.quantile(0.25)) + " to " + milliseconds(times.quantile(0.75)),
        Integer.toString(times.runs()),
        baseline.isEmpty() ? "-" : Figures.format("%.2f", times.median() / baseline.getAsDouble()),
        Figures.format("%.0f %%", 100 * result.rate(times) / machineRate.getAsDouble()));
  }

  private void remark(Measurement measurement) {
    String label = measurement.contender().label();
    if (measurement.times().isEmpty()) {
      console.note("%s was not measured: %s", label, measurement.obstacle());
    } else if (!measurement.times().get().settled()) {
      console.note("%s: times still changed when the warm-up ended; try more --seconds", label);
    }
  }

  private static String milliseconds(double seconds) {
    return Figures.format("%.3f", seconds * 1e3);
  }
}

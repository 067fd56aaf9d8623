package dev.ebm.app.bench;

import java.util.List;
import java.util.OptionalDouble;

/**
 * One workload on all backends.
 *
 * @param workload the work
 * @param matrixFlops of one run
 * @param measurements one for each backend
 */
public record Result(Workload workload, long matrixFlops, List<Measurement> measurements) {

  /** The backend that others are compared with: its first row. */
  private static final String BASELINE = "djl";

  Result(Workload workload, List<Measurement> measurements) {
    this(workload, workload.matrixFlops(), measurements);
  }

  /** The baseline's median in seconds, if it was measured. */
  OptionalDouble baseline() {
    return measurements.stream()
        .filter(measurement -> measurement.contender().spec().name().equals(BASELINE))
        .limit(1)
        .flatMap(measurement -> measurement.times().stream())
        .mapToDouble(Times::median)
        .findFirst();
  }

  /** Matrix arithmetic a second. */
  double rate(Times times) {
    return matrixFlops / times.median();
  }

  /** The rate of the fastest backend. */
  double bestRate() {
    return measurements.stream()
        .flatMap(measurement -> measurement.times().stream())
        .mapToDouble(this::rate)
        .max()
        .orElse(Double.NaN);
  }
}

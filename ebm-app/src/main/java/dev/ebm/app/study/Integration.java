package dev.ebm.app.study;

import dev.ebm.api.tensor.TensorData;
import java.util.Arrays;

/** Evenly spaced points of the line, over which energies of small scale are integrated. */
final class Integration {

  private static final double REACH = 40;
  private static final int COUNT = 16_001;

  /** The distance of two points. */
  static final double STEP = 2 * REACH / (COUNT - 1);

  private Integration() {}

  static double x(int index) {
    return -REACH + index * STEP;
  }

  static int index(double x) {
    return (int) Math.round((x + REACH) / STEP);
  }

  /** The points as rows, float64 {@code [n, 1]}. */
  static TensorData points() {
    double[] x = new double[COUNT];
    Arrays.setAll(x, Integration::x);
    return TensorData.of(x, COUNT, 1);
  }

  /** log Z of energies at the points, by the trapezoidal rule, whose ends do not matter. */
  static double logZ(double[] energies) {
    return Math.log(Arrays.stream(energies).map(u -> Math.exp(-u)).sum() * STEP);
  }
}

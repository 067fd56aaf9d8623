package dev.ebm.core.plot;

import dev.ebm.api.tensor.TensorData;
import java.util.Arrays;
import java.util.Optional;

/**
 * Evenly spaced points of the real line.
 *
 * @param low first point
 * @param high last point
 * @param count how many, at least 2
 */
public record Line(double low, double high, int count) {

  /** Space on each side of the data, as a share of their extent. */
  private static final double MARGIN = 0.5;

  /**
   * A line around numbers with a margin, in which one sees how an energy leaves the data.
   *
   * @param rows {@code [n, 1]}
   */
  public static Line around(TensorData rows, int count) {
    double[] values = rows.toDoubles();
    double low = Arrays.stream(values).filter(Double::isFinite).min().orElse(-1);
    double high = Arrays.stream(values).filter(Double::isFinite).max().orElse(1);
    double margin = high > low ? MARGIN * (high - low) : 1;
    return new Line(low - margin, high + margin, count);
  }

  double[] x() {
    double[] x = new double[count];
    Arrays.setAll(x, i -> low + (high - low) * i / (count - 1));
    return x;
  }

  /** The points as rows {@code [count, 1]}. */
  public TensorData points() {
    double[] x = x();
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) x[i];
    }
    return TensorData.of(values, count, 1);
  }

  /** Values at the points as a curve. */
  public Curve curve(String name, double[] values) {
    return new Curve(name, x(), values, Optional.empty());
  }

  /** Energies, shifted so that the lowest is 0. */
  public Curve energy(String name, double[] energies) {
    double lowest = Arrays.stream(energies).filter(Double::isFinite).min().orElse(0);
    return curve(name, Arrays.stream(energies).map(u -> u - lowest).toArray());
  }
}

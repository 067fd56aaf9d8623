package dev.ebm.core.plot;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * A function's values on a grid. Nobody writes to the array afterwards.
 *
 * @param grid the cells
 * @param values one a cell, in the order of {@link Grid#points()}
 */
public record Surface(Grid grid, double[] values) {

  /**
   * Checks the count.
   *
   * @throws IllegalArgumentException if there is not one value for each cell
   */
  public Surface {
    if (values.length != grid.cells()) {
      throw new IllegalArgumentException(
          values.length + " values for a grid of " + grid.cells() + " cells");
    }
  }

  /**
   * Of energies U: the log-density {@code -U - log Z} in nats, where Z is summed over the grid, so
   * that mass outside is not counted. A NaN energy makes all of it NaN.
   */
  public Surface logDensity() {
    double lowest = Arrays.stream(values).reduce(Double.POSITIVE_INFINITY, Math::min);
    double sum = Arrays.stream(values).map(energy -> Math.exp(lowest - energy)).sum();
    double logZ = Math.log(sum * grid.cellArea()) - lowest;
    return map(energy -> -energy - logZ);
  }

  /** Of energies U: the density {@code exp(-U)/Z}; see {@link #logDensity()}. */
  public Surface density() {
    return logDensity().map(Math::exp);
  }

  private Surface map(DoubleUnaryOperator function) {
    return new Surface(grid, Arrays.stream(values).map(function).toArray());
  }
}

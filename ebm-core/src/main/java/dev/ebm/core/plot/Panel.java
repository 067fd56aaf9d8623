package dev.ebm.core.plot;

import dev.ebm.api.tensor.TensorData;

/** One picture of a {@link DensityPlot}. */
public sealed interface Panel {

  /** Log-densities below this share of the peak get the lowest colour. */
  double FAINTEST = 1e-6;

  /** Above the picture. */
  String title();

  /** The part of the plane that is shown. */
  Grid window();

  /**
   * Points.
   *
   * @param points {@code [n, 2]}
   */
  record Scatter(String title, Grid window, TensorData points) implements Panel {

    /** Checks the shape. */
    public Scatter {
      Pictures.requirePlane(points);
    }
  }

  /**
   * Values as colours.
   *
   * @param scale what the colours stand for, beside the colour bar
   * @param low value of the lowest colour; lower ones are clipped to it
   * @param high value of the highest colour
   */
  record HeatMap(String title, String scale, Surface surface, double low, double high)
      implements Panel {
    @Override
    public Grid window() {
      return surface.grid();
    }
  }

  /** Samples or data, {@code [n, 2]}. */
  static Panel samples(String title, Grid window, TensorData points) {
    return new Scatter(title, window, points);
  }

  /**
   * Energies as they are.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R021 if none is finite
   */
  static Panel energy(String title, Surface energy) {
    return heatMap(title, "energy", energy);
  }

  /**
   * The log-density of energies, normalised over the grid, down to {@link #FAINTEST} of its peak.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R021 if none is finite
   */
  static Panel logDensity(String title, Surface energy) {
    Surface values = energy.logDensity();
    Bounds bounds = Bounds.of(title, values.values());
    double low = Math.max(bounds.low(), bounds.high() + Math.log(FAINTEST));
    return new HeatMap(title, "log density (nats)", values, low, bounds.high());
  }

  /**
   * The density of energies, normalised over the grid.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R021 if none is finite
   */
  static Panel density(String title, Surface energy) {
    Surface values = energy.density();
    double high = Bounds.of(title, values.values()).high();
    return new HeatMap(title, "density", values, 0, high);
  }

  /**
   * Values as they are.
   *
   * @param scale what the colours stand for
   * @throws dev.ebm.api.error.EbmException EBM-R021 if none is finite
   */
  static Panel heatMap(String title, String scale, Surface values) {
    Bounds bounds = Bounds.of(title, values.values());
    return new HeatMap(title, scale, values, bounds.low(), bounds.high());
  }
}

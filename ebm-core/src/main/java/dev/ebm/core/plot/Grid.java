package dev.ebm.core.plot;

import dev.ebm.api.tensor.TensorData;

/**
 * A rectangle of the plane, cut into cells.
 *
 * @param xMin left edge
 * @param xMax right edge
 * @param yMin lower edge
 * @param yMax upper edge
 * @param columns cells along x
 * @param rows cells along y
 */
public record Grid(double xMin, double xMax, double yMin, double yMax, int columns, int rows) {

  /** Space around the data, as a share of its wider side. */
  private static final double MARGIN = 0.15;

  /**
   * Checks the edges.
   *
   * @throws IllegalArgumentException if the rectangle or the number of cells is empty
   */
  public Grid {
    if (!(xMin < xMax && yMin < yMax) || columns < 1 || rows < 1) {
      throw new IllegalArgumentException(
          "an empty grid: x %s to %s, y %s to %s, %d x %d cells"
              .formatted(xMin, xMax, yMin, yMax, columns, rows));
    }
  }

  /**
   * A square around points with a margin.
   *
   * @param points {@code [n, 2]}; rows that are not finite are left out
   * @param resolution cells along each side
   * @throws dev.ebm.api.error.EbmException EBM-R021 if no point is finite
   */
  public static Grid around(TensorData points, int resolution) {
    double xMin = Double.POSITIVE_INFINITY;
    double xMax = Double.NEGATIVE_INFINITY;
    double yMin = Double.POSITIVE_INFINITY;
    double yMax = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < Pictures.requirePlane(points); i++) {
      double x = points.at(2 * i);
      double y = points.at(2 * i + 1);
      if (Double.isFinite(x) && Double.isFinite(y)) {
        xMin = Math.min(xMin, x);
        xMax = Math.max(xMax, x);
        yMin = Math.min(yMin, y);
        yMax = Math.max(yMax, y);
      }
    }
    if (xMin > xMax) {
      throw Pictures.nothingToDraw("window", "none of the points is finite");
    }
    double extent = Math.max(xMax - xMin, yMax - yMin);
    double half = extent == 0 ? 1 : extent * (0.5 + MARGIN);
    double x = (xMin + xMax) / 2;
    double y = (yMin + yMax) / 2;
    return new Grid(x - half, x + half, y - half, y + half, resolution, resolution);
  }

  /**
   * The cells' centres, float32 {@code [rows*columns, 2]}: x runs fastest, the lowest row first.
   */
  public TensorData points() {
    float[] points = new float[2 * cells()];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int cell = row * columns + column;
        points[2 * cell] = (float) (xMin + (column + 0.5) * (xMax - xMin) / columns);
        points[2 * cell + 1] = (float) (yMin + (row + 0.5) * (yMax - yMin) / rows);
      }
    }
    return TensorData.of(points, cells(), 2);
  }

  /** How many cells. */
  public int cells() {
    return rows * columns;
  }

  double cellArea() {
    return (xMax - xMin) * (yMax - yMin) / cells();
  }

  boolean contains(double x, double y) {
    return x >= xMin && x <= xMax && y >= yMin && y <= yMax;
  }
}

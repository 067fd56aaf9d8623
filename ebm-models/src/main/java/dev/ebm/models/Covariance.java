package dev.ebm.models;

import java.util.List;
import java.util.Optional;

/** Factors of covariance matrices on the host. */
final class Covariance {

  /** What is left of a variance given others, below which float32 cannot tell it from rounding. */
  private static final double SMALLEST_REST = Math.ulp(1f);

  private Covariance() {}

  /**
   * Checks a covariance that is given as rows.
   *
   * @throws IllegalArgumentException if it is not square, symmetric and positive definite, or not
   *     of the type
   */
  static void require(List<List<Double>> rows, CovarianceType type) {
    int d = rows.size();
    for (int i = 0; i < d; i++) {
      if (rows.get(i).size() != d) {
        throw new IllegalArgumentException(
            "row %d of the covariance has %d numbers, not %d".formatted(i, rows.get(i).size(), d));
      }
    }
    double[][] matrix = Numbers.matrix(rows);
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < i; j++) {
        if (matrix[i][j] != matrix[j][i]) {
          throw new IllegalArgumentException("the covariance is not symmetric");
        }
        if (matrix[i][j] != 0 && type == CovarianceType.DIAGONAL) {
          throw new IllegalArgumentException("the covariance is not diagonal");
        }
      }
    }
    if (precisionFactor(matrix).isEmpty()) {
      throw new IllegalArgumentException("the covariance is not positive definite");
    }
  }

  /**
   * The lower triangular L with L L' = the inverse of a covariance, by the triangular root U U' of
   * the covariance itself and the inverse of U.
   *
   * @param covariance symmetric, {@code [d][d]}; only the part on and above the diagonal is read
   * @return L, {@code [d][d]}; nothing if the covariance is not positive definite
   */
  static Optional<double[][]> precisionFactor(double[][] covariance) {
    return upperRoot(covariance).map(Covariance::transposedInverse);
  }

  /** The upper triangular U with U U' = the matrix; nothing if a pivot is not positive. */
  private static Optional<double[][]> upperRoot(double[][] matrix) {
    int d = matrix.length;
    double[][] root = new double[d][d];
    for (int j = d - 1; j >= 0; j--) {
      for (int i = j; i >= 0; i--) {
        double rest = matrix[i][j];
        for (int k = j + 1; k < d; k++) {
          rest -= root[i][k] * root[j][k];
        }
        if (i < j) {
          root[i][j] = rest / root[j][j];
        } else if (rest > SMALLEST_REST * matrix[j][j]) {
          root[j][j] = Math.sqrt(rest);
        } else {
          return Optional.empty();
        }
      }
    }
    return Optional.of(root);
  }

  /** The transposed inverse of an upper triangular matrix, by forward substitution. */
  private static double[][] transposedInverse(double[][] upper) {
    int d = upper.length;
    double[][] inverse = new double[d][d];
    for (int row = 0; row < d; row++) {
      inverse[row][row] = 1 / upper[row][row];
      for (int column = 0; column < row; column++) {
        double sum = 0;
        for (int k = column; k < row; k++) {
          sum += upper[k][row] * inverse[k][column];
        }
        inverse[row][column] = -sum / upper[row][row];
      }
    }
    return inverse;
  }
}

package dev.ebm.losses;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.Arrays;

/**
 * What noise laws are fitted by: means, deviations and covariance of training rows, on the host.
 *
 * @param rows {@code [n, ...]}, taken as flat
 * @param noise whose law is fitted, for messages
 */
record NoiseFit(TensorData rows, String noise) {

  /** What is left of a variance given others, below which float32 cannot tell it from rounding. */
  private static final double SMALLEST_REST = Math.ulp(1f);

  int count() {
    return rows.shape().dim(0);
  }

  int features() {
    return rows.shape().size() / Math.max(1, count());
  }

  double at(int row, int feature) {
    return rows.at(row * features() + feature);
  }

  double[] means() {
    double[] means = new double[features()];
    for (int row = 0; row < count(); row++) {
      for (int i = 0; i < means.length; i++) {
        means[i] += at(row, i) / count();
      }
    }
    return means;
  }

  /**
   * The deviation of each feature.
   *
   * @throws EbmException EBM-M012 if one does not vary
   */
  double[] deviations() {
    double[] means = means();
    double[] deviations = new double[means.length];
    for (int i = 0; i < means.length; i++) {
      double squares = 0;
      for (int row = 0; row < count(); row++) {
        squares += Math.pow(at(row, i) - means[i], 2);
      }
      deviations[i] = Math.sqrt(squares / count());
      if (!(deviations[i] > SMALLEST_REST * Math.abs(means[i]))) {
        throw flat("feature %d".formatted(i));
      }
    }
    return deviations;
  }

  /**
   * The lower triangular L with L L' = the covariance, {@code [d][d]}.
   *
   * @throws EbmException EBM-M012 if the rows lie in a plane
   */
  double[][] root() {
    double[][] covariance = covariance();
    int d = covariance.length;
    double[][] root = new double[d][d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = covariance[i][j];
        for (int k = 0; k < j; k++) {
          rest -= root[i][k] * root[j][k];
        }
        if (i == j && !(rest > SMALLEST_REST * covariance[i][i])) {
          throw flat("feature %d given those before".formatted(i));
        }
        root[i][j] = i == j ? Math.sqrt(rest) : rest / root[j][j];
      }
    }
    return root;
  }

  private double[][] covariance() {
    double[] means = means();
    int d = means.length;
    double[][] covariance = new double[d][d];
    double[] gap = new double[d];
    for (int row = 0; row < count(); row++) {
      for (int i = 0; i < d; i++) {
        gap[i] = at(row, i) - means[i];
        for (int j = 0; j <= i; j++) {
          covariance[i][j] += gap[i] * gap[j] / count();
        }
      }
    }
    return covariance;
  }

  /** The inverse of a lower triangular matrix, by forward substitution. */
  static double[][] inverse(double[][] lower) {
    int d = lower.length;
    double[][] inverse = new double[d][d];
    for (int column = 0; column < d; column++) {
      for (int i = column; i < d; i++) {
        double rest = i == column ? 1 : 0;
        for (int k = column; k < i; k++) {
          rest -= lower[i][k] * inverse[k][column];
        }
        inverse[i][column] = rest / lower[i][i];
      }
    }
    return inverse;
  }

  private EbmException flat(String what) {
    return new EbmException(
        Problem.error(
            "EBM-M012",
            "noise '%s'".formatted(noise),
            "%d training rows have no spread in %s, so that the law has no density"
                .formatted(count(), what),
            "leave out columns that are constant or follow from others, or raise noise-rows"));
  }

  static TensorData float32(double[] values) {
    return float32(values, Shape.of(values.length));
  }

  static TensorData float32(double[][] values) {
    double[] flat = Arrays.stream(values).flatMapToDouble(Arrays::stream).toArray();
    return float32(flat, Shape.of(values.length, values[0].length));
  }

  private static TensorData float32(double[] values, Shape shape) {
    return TensorData.fromDoubles(new TensorType(DType.FLOAT32, shape), values);
  }
}

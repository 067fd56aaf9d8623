package dev.ebm.metrics;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.metric.Evaluation;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import java.util.List;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.stat.StatUtils;

/**
 * The normal law N(m, S) with the mean and covariance of the training rows, S = L L'.
 *
 * @param mean m {@code [d]}
 * @param factor L {@code [d, d]}
 * @param whitening the inverse of L {@code [d, d]}
 * @param logNormalizer log of the integral of exp(-|inverse(L) (x - m)|^2 / 2)
 */
record FittedGaussian(
    TensorData mean, TensorData factor, TensorData whitening, double logNormalizer) {

  /** Training rows that it is fitted to, at most. */
  private static final int ROWS = 10_000;

  /** What rounding may add to the two halves of a correlation matrix. */
  private static final double SYMMETRY = 1e-10;

  /**
   * The part of a column's variance that the columns before it must leave unexplained. Whitening
   * divides by its root, so that the rounding of float32 grows by a thousand at most.
   */
  private static final double LEAST_PIVOT = 1e-6;

  /**
   * The law of the training rows.
   *
   * @param metric who asks
   * @throws EbmException EBM-E003 if there are not more rows than columns, EBM-E004 if a column is
   *     constant or follows from others
   */
  static FittedGaussian of(Evaluation evaluation, String metric) {
    int d = evaluation.dataset().features().shape().size();
    double[][] rows = SplitRows.flat(SplitRows.of(evaluation, Dataset.TRAIN, metric, d + 1, ROWS));
    double[] mean = new double[d];
    double[] deviation = new double[d];
    for (int j = 0; j < d; j++) {
      double[] column = SplitRows.column(rows, j);
      if (StatUtils.max(column) == StatUtils.min(column)) {
        throw MetricProblems.constantColumn(metric, evaluation.dataset().features().names().get(j));
      }
      mean[j] = StatUtils.mean(column);
      deviation[j] = Math.sqrt(StatUtils.variance(column, mean[j]));
    }
    RealMatrix factor = correlationFactor(rows, mean, deviation, metric);
    double logDeterminant = 0;
    for (int j = 0; j < d; j++) {
      logDeterminant += Math.log(deviation[j] * factor.getEntry(j, j));
    }
    RealMatrix scale = MatrixUtils.createRealDiagonalMatrix(deviation);
    return new FittedGaussian(
        TensorData.of(floats(MatrixUtils.createRowRealMatrix(mean)), d),
        TensorData.of(floats(scale.multiply(factor)), d, d),
        TensorData.of(
            floats(MatrixUtils.inverse(factor).multiply(MatrixUtils.inverse(scale))), d, d),
        logDeterminant + d * Math.log(2 * Math.PI) / 2);
  }

  /** The Cholesky factor of the columns' correlations, which no column's unit can spoil. */
  private static RealMatrix correlationFactor(
      double[][] rows, double[] mean, double[] deviation, String metric) {
    RealMatrix standardised = MatrixUtils.createRealMatrix(rows.length, mean.length);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < mean.length; j++) {
        standardised.setEntry(i, j, (rows[i][j] - mean[j]) / deviation[j]);
      }
    }
    RealMatrix correlation =
        standardised.transposeMultiply(standardised).scalarMultiply(1.0 / (rows.length - 1));
    try {
      return new CholeskyDecomposition(correlation, SYMMETRY, LEAST_PIVOT).getL();
    } catch (MathIllegalArgumentException e) {
      throw MetricProblems.dependentColumn(metric);
    }
  }

  private static float[] floats(RealMatrix matrix) {
    int columns = matrix.getColumnDimension();
    float[] floats = new float[matrix.getRowDimension() * columns];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) matrix.getEntry(i / columns, i % columns);
    }
    return floats;
  }

  /** What a program needs of it, in the order of {@link Law}. */
  List<TensorData> inputs() {
    return List.of(mean, factor, whitening);
  }

  /**
   * The law in a program.
   *
   * @param mean m {@code [d]}
   * @param factor L {@code [d, d]}
   * @param whitening the inverse of L {@code [d, d]}
   */
  record Law(Tensor mean, Tensor factor, Tensor whitening) {

    /** The law of {@link FittedGaussian#inputs}, the first three. */
    static Law of(List<Tensor> inputs) {
      return new Law(inputs.get(0), inputs.get(1), inputs.get(2));
    }

    /**
     * m + L z for standard normal z scaled by a number for each row.
     *
     * @param scale broadcasts to {@code [n, 1]}
     * @return {@code [n, features]}
     */
    Tensor draw(Key key, int n, Shape features, Tensor scale) {
      Tensor z = key.normal(n, mean.dim(0)).mul(scale);
      return z.matmul(factor.transpose()).add(mean).reshape(features.prepend(n));
    }

    /** |inverse(L) (x - m)|^2 / 2 of rows {@code [n, features]}: {@code [n]}. */
    Tensor energy(Tensor x) {
      Tensor centred = x.reshape(x.dim(0), mean.dim(0)).sub(mean);
      return centred.matmul(whitening.transpose()).square().sum(1).mul(0.5);
    }
  }
}

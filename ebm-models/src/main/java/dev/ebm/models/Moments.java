package dev.ebm.models;

import dev.ebm.api.tensor.TensorData;

/**
 * Means, variances and covariances of rows, by maximum likelihood.
 *
 * @param rows {@code [n, ...]}
 */
record Moments(TensorData rows) {

  private int count() {
    return rows.shape().dim(0);
  }

  private int features() {
    return rows.shape().size() / count();
  }

  /** The mean of each feature. */
  double[] means() {
    double[] means = new double[features()];
    for (int i = 0; i < rows.shape().size(); i++) {
      means[i % means.length] += rows.at(i) / count();
    }
    return means;
  }

  /** The variance of each feature. */
  double[] variances() {
    double[] means = means();
    double[] variances = new double[means.length];
    for (int i = 0; i < rows.shape().size(); i++) {
      double gap = rows.at(i) - means[i % means.length];
      variances[i % means.length] += gap * gap / count();
    }
    return variances;
  }

  /** All covariances, {@code [d][d]}. */
  double[][] covariance() {
    double[] means = means();
    int d = means.length;
    double[][] covariance = new double[d][d];
    double[] gap = new double[d];
    for (int row = 0; row < count(); row++) {
      for (int i = 0; i < d; i++) {
        gap[i] = rows.at(row * d + i) - means[i];
        for (int j = 0; j <= i; j++) {
          covariance[i][j] += gap[i] * gap[j] / count();
          covariance[j][i] = covariance[i][j];
        }
      }
    }
    return covariance;
  }
}

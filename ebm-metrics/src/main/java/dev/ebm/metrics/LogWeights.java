package dev.ebm.metrics;

import dev.ebm.api.method.MethodWarnings;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.metric.Evaluation;
import java.util.stream.DoubleStream;

/**
 * Independent importance weights, by their logarithms.
 *
 * @param logs log w_i; NaN wherever one is, in all that follows
 */
record LogWeights(double[] logs) {

  /** An effective sample size below which the mean weight is far from normally distributed. */
  private static final int FEW = 30;

  /** log of the sum. */
  double logSum() {
    double max = max();
    return Double.isInfinite(max)
        ? max
        : max + Math.log(DoubleStream.of(logs).map(log -> Math.exp(log - max)).sum());
  }

  /** log of the mean. */
  double logMean() {
    return logSum() - Math.log(logs.length);
  }

  /**
   * The effective sample size (sum w)^2 / sum w^2 (Kong 1992): from 1, where one weight carries
   * all, to their number.
   */
  double effective() {
    double max = max();
    double sum = DoubleStream.of(logs).map(log -> Math.exp(log - max)).sum();
    double squares = DoubleStream.of(logs).map(log -> Math.exp(2 * (log - max))).sum();
    return sum * sum / squares;
  }

  /**
   * log of the mean weight with the standard error of that logarithm, which by the delta method is
   * the relative error of the mean: sqrt((n / effective - 1) / (n - 1)).
   */
  Estimate estimate() {
    int n = logs.length;
    double relative = Math.sqrt(Math.max(0, n / effective() - 1) / (n - 1));
    return Estimate.of(logMean(), relative, n);
  }

  /** Whether so few of them carry the estimate that its error is not to be trusted. */
  boolean areFew() {
    return effective() < FEW;
  }

  /**
   * Warns if they are few.
   *
   * @param place of the metric, with more where it has several
   */
  void warnIfFew(Evaluation evaluation, String place) {
    if (areFew()) {
      evaluation.warn(MethodWarnings.degenerateWeights(place, effective(), logs.length));
    }
  }

  private double max() {
    return DoubleStream.of(logs).reduce(Double.NEGATIVE_INFINITY, Math::max);
  }
}

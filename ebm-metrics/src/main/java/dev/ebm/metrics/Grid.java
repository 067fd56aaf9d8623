package dev.ebm.metrics;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Features;
import dev.ebm.api.metric.Evaluation;
import dev.ebm.api.tensor.TensorData;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.hipparchus.stat.StatUtils;

/**
 * Equally spaced points of a line or of the plane, both ends included, in the order in which the
 * first coordinate changes fastest.
 *
 * @param features what a point is made of
 * @param low the smallest coordinate on each axis
 * @param step between points on each axis
 * @param intervals on each axis, even
 */
record Grid(Features features, double[] low, double[] step, int intervals) {

  /** Training rows whose range makes the box, at most. */
  private static final int ROWS = 10_000;

  /** The border is this part of an axis, at each of its ends. */
  private static final int BORDER = 16;

  /**
   * A box around the training rows.
   *
   * @param metric who asks
   * @param margin added on each side, in units of the rows' range
   * @throws dev.ebm.api.error.EbmException EBM-E003 if there are less than two rows, EBM-E004 if a
   *     column is constant
   */
  static Grid around(Evaluation evaluation, String metric, int intervals, double margin) {
    Features features = evaluation.dataset().features();
    double[][] rows = SplitRows.flat(SplitRows.of(evaluation, Dataset.TRAIN, metric, 2, ROWS));
    double[] low = new double[rows[0].length];
    double[] step = new double[low.length];
    for (int axis = 0; axis < low.length; axis++) {
      double[] column = SplitRows.column(rows, axis);
      double min = StatUtils.min(column);
      double range = StatUtils.max(column) - min;
      if (range == 0) {
        throw MetricProblems.constantColumn(metric, features.names().get(axis));
      }
      low[axis] = min - margin * range;
      step[axis] = (1 + 2 * margin) * range / intervals;
    }
    return new Grid(features, low, step, intervals);
  }

  /** All points, {@code [n, features]}. */
  TensorData points() {
    int d = low.length;
    float[] values = new float[count() * d];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (low[i % d] + step[i % d] * place(i / d, i % d));
    }
    return TensorData.of(values, features.shape().prepend(count()).dims());
  }

  /**
   * log of the integral of exp(-U) by the trapezoidal rule.
   *
   * @param energy of all points
   * @param stride 1 for all points, 2 for every second one on each axis
   */
  double logIntegral(double[] energy, int stride) {
    double[] logs =
        IntStream.range(0, count())
            .filter(point -> places(point).allMatch(place -> place % stride == 0))
            .mapToDouble(point -> logWeight(point) - energy[point])
            .toArray();
    return new LogWeights(logs).logSum() + low.length * Math.log(stride);
  }

  /** The border's part of an integral. */
  double borderShare(double[] energy, double logIntegral) {
    int width = intervals / BORDER;
    return IntStream.range(0, count())
        .filter(
            point -> places(point).anyMatch(place -> Math.min(place, intervals - place) < width))
        .mapToDouble(point -> Math.exp(logWeight(point) - energy[point] - logIntegral))
        .sum();
  }

  /** The area of a cell, half of it for each axis at whose end the point lies. */
  private double logWeight(int point) {
    long ends = places(point).filter(place -> place % intervals == 0).count();
    return DoubleStream.of(step).map(Math::log).sum() - ends * Math.log(2);
  }

  private int count() {
    return low.length == 1 ? intervals + 1 : (intervals + 1) * (intervals + 1);
  }

  /** Where a point stands on each axis, from 0 to the number of intervals. */
  private IntStream places(int point) {
    return IntStream.range(0, low.length).map(axis -> place(point, axis));
  }

  private int place(int point, int axis) {
    return axis == 0 ? point % (intervals + 1) : point / (intervals + 1);
  }
}

package dev.ebm.metrics;

import dev.ebm.api.data.Split;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.metric.Evaluation;
import dev.ebm.api.tensor.TensorData;
import java.util.Arrays;

/** Rows of a split for metrics that take what there is. */
final class SplitRows {

  private SplitRows() {}

  /**
   * Fresh rows of a stream, or rows spread evenly over a table.
   *
   * @param metric who asks, which also names the draw
   * @param least as few as the metric can work with
   * @param most as many as it wants; a smaller table gives all that it has
   * @return float32 {@code [n, features]}
   * @throws EbmException EBM-E003 if there are fewer than the least
   */
  static TensorData of(Evaluation evaluation, String split, String metric, int least, int most) {
    TensorData rows =
        evaluation.dataset().split(split) instanceof Split.Table table
            ? table.rows().spread(most)
            : evaluation.draw(split, metric, most);
    int count = rows.shape().dim(0);
    if (count < least) {
      throw MetricProblems.tooFewRows(metric, split, count, least);
    }
    return rows;
  }

  /** Row by row, the features of each in row-major order: {@code [n][d]}. */
  static double[][] flat(TensorData rows) {
    int count = rows.shape().dim(0);
    int size = count == 0 ? 0 : rows.shape().size() / count;
    double[] all = rows.toDoubles();
    double[][] flat = new double[count][];
    Arrays.setAll(flat, row -> Arrays.copyOfRange(all, row * size, (row + 1) * size));
    return flat;
  }

  /** One column of rows {@code [n][d]}. */
  static double[] column(double[][] rows, int j) {
    return Arrays.stream(rows).mapToDouble(row -> row[j]).toArray();
  }
}

package dev.ebm.data;

import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.TensorData;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Columns shifted by a mean and divided by a deviation, and back.
 *
 * @param columns their names
 * @param means 0 where nothing is shifted
 * @param deviations 1 where nothing is divided
 */
record Standardization(List<String> columns, double[] means, double[] deviations) {

  private static final String PREFIX = "standardize";
  private static final String MEAN = "/mean";
  private static final String DEVIATION = "/deviation";
  private static final String POSITION = "/position";

  /** Leaves the numbers as they are. */
  static Standardization none(List<String> columns) {
    double[] ones = new double[columns.size()];
    Arrays.fill(ones, 1);
    return new Standardization(columns, new double[columns.size()], ones);
  }

  /**
   * The columns' means and standard deviations (divided by n). A column of one value only is
   * shifted and not divided.
   */
  static Standardization fit(List<String> columns, List<double[]> rows) {
    Standardization fitted = none(columns);
    for (int c = 0; c < columns.size(); c++) {
      double first = rows.get(0)[c];
      double sum = 0;
      boolean varies = false;
      for (double[] row : rows) {
        sum += row[c] - first;
        varies |= row[c] != first;
      }
      double mean = first + sum / rows.size();
      double squares = 0;
      for (double[] row : rows) {
        squares += (row[c] - mean) * (row[c] - mean);
      }
      fitted.means[c] = mean;
      fitted.deviations[c] = varies ? Math.sqrt(squares / rows.size()) : 1;
    }
    return fitted;
  }

  /** Rows in the model's units, float32 [n, d]. */
  TensorData apply(List<double[]> rows) {
    int d = columns.size();
    float[] values = new float[rows.size() * d];
    for (int i = 0; i < values.length; i++) {
      int c = i % d;
      values[i] = (float) ((rows.get(i / d)[c] - means[c]) / deviations[c]);
    }
    return TensorData.of(values, rows.size(), d);
  }

  /** Rows [n, d] in the data's own units. */
  TensorData invert(TensorData rows) {
    int d = columns.size();
    float[] values = rows.floats().clone();
    for (int i = 0; i < values.length; i++) {
      int c = i % d;
      values[i] = (float) (values[i] * deviations[c] + means[c]);
    }
    return TensorData.of(values, rows.shape().dims());
  }

  /** {@code standardize/COLUMN/} with position (int32), mean and deviation (float64), scalars. */
  Tree<TensorData> toTree() {
    Map<String, TensorData> entries = new LinkedHashMap<>();
    for (int c = 0; c < columns.size(); c++) {
      String column = columns.get(c);
      entries.put(column + POSITION, TensorData.scalar(c));
      entries.put(column + MEAN, TensorData.of(new double[] {means[c]}));
      entries.put(column + DEVIATION, TensorData.of(new double[] {deviations[c]}));
    }
    return Tree.copyOf(entries).under(PREFIX);
  }

  /** What {@link #toTree} made, in any order of names. */
  static Standardization fromTree(Tree<TensorData> tree) {
    Tree<TensorData> entries = tree.at(PREFIX);
    String[] columns = new String[entries.size() / 3];
    for (String name : entries.names()) {
      if (name.endsWith(POSITION)) {
        columns[entries.get(name).ints()[0]] = name.substring(0, name.length() - POSITION.length());
      }
    }
    Standardization restored = none(List.of(columns));
    for (int c = 0; c < columns.length; c++) {
      restored.means[c] = entries.get(columns[c] + MEAN).doubles()[0];
      restored.deviations[c] = entries.get(columns[c] + DEVIATION).doubles()[0];
    }
    return restored;
  }
}

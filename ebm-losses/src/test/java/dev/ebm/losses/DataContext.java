package dev.ebm.losses;

import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.data.Feature;
import dev.ebm.api.data.Features;
import dev.ebm.api.plugin.ComponentContext;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a factory sees of a dataset.
 *
 * @param features what a row is made of
 * @param rows the training rows
 */
record DataContext(Features features, TensorData rows) implements ComponentContext {

  /** Rows of real numbers {@code [n, d]}. */
  static DataContext real(TensorData rows) {
    return new DataContext(Features.continuous(rows.shape().dim(1)), rows);
  }

  /** Rows of bits {@code [n, d]}. */
  static DataContext bits(TensorData rows) {
    int d = rows.shape().dim(1);
    List<Feature> columns =
        IntStream.range(0, d).mapToObj(i -> new Feature("x" + i, Feature.Kind.BINARY)).toList();
    return new DataContext(new Features(Shape.of(d), columns), rows);
  }

  @Override
  public TensorData trainingRows(int count) {
    return rows;
  }

  @Override
  public <T> T create(ComponentSpec<T> spec) {
    throw new IllegalStateException("no other component is asked for");
  }
}

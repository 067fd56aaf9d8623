package dev.ebm.api.data;

import dev.ebm.api.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;
import org.apiguardian.api.API;

/**
 * What one row is made of.
 *
 * @param shape the shape of one row, without the batch
 * @param columns its elements in row-major order
 */
@API(status = API.Status.STABLE, since = "1.0")
public record Features(Shape shape, List<Feature> columns) {

  /** Checks that there is one column for each element. */
  public Features {
    columns = List.copyOf(columns);
    if (columns.size() != shape.size()) {
      throw new IllegalArgumentException(columns.size() + " columns for a row of " + shape);
    }
  }

  /** Real numbers {@code x0, x1, ...}. */
  public static Features continuous(int d) {
    return new Features(
        Shape.of(d),
        IntStream.range(0, d)
            .mapToObj(i -> new Feature("x" + i, Feature.Kind.CONTINUOUS))
            .toList());
  }

  /** The columns' names. */
  public List<String> names() {
    return columns.stream().map(Feature::name).toList();
  }
}

package dev.ebm.api.data;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.Shape;
import java.util.List;
import java.util.Locale;
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

  /**
   * Refuses data for which a method does not exist.
   *
   * @param component such as {@code loss 'score-matching'}
   * @param instead what to use for such data
   * @throws EbmException EBM-M007 if a column is not a real number
   */
  public void requireContinuous(String component, String instead) {
    require(Feature.Kind.CONTINUOUS, "real numbers", component, instead);
  }

  /**
   * Refuses data for which a method does not exist.
   *
   * @param component such as {@code loss 'ratio-matching'}
   * @param instead what to use for such data
   * @throws EbmException EBM-M007 if a column is not 0 or 1
   */
  public void requireBinary(String component, String instead) {
    require(Feature.Kind.BINARY, "bits", component, instead);
  }

  private void require(Feature.Kind wanted, String what, String component, String instead) {
    for (Feature column : columns) {
      if (column.kind() != wanted) {
        String kind = column.kind().name().toLowerCase(Locale.ROOT);
        throw new EbmException(
            Problem.error(
                "EBM-M007",
                component,
                "needs %s, but column '%s' is %s".formatted(what, column.name(), kind),
                "for such data use " + instead));
      }
    }
  }

  /** The columns' names. */
  public List<String> names() {
    return columns.stream().map(Feature::name).toList();
  }
}

package dev.ebm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Features;
import dev.ebm.api.data.Split;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** What every dataset owes. */
public final class DatasetContract {

  private static final int ROWS = 64;

  private final Dataset dataset;

  private DatasetContract(Dataset dataset) {
    this.dataset = dataset;
  }

  /** The tests of one dataset. */
  public static Stream<DynamicTest> of(Dataset dataset) {
    DatasetContract contract = new DatasetContract(dataset);
    Stream<DynamicTest> always =
        Stream.of(
            Trial.test("names its splits and no other", contract::namesItsSplits),
            Trial.test("gives rows of its features", contract::givesRowsOfItsFeatures),
            Trial.test("gives the same rows again, others to test", contract::givesTheSameAgain),
            Trial.test("is restored from what it fitted", contract::isRestored));
    return dataset.logDensity().isEmpty()
        ? always
        : Stream.concat(
            always,
            Stream.of(
                Trial.test(
                    "has the log-density of its rows",
                    () -> new DensityTest(dataset).describesTheRows())));
  }

  private void namesItsSplits() {
    assertThat(dataset.splits()).contains(Dataset.TRAIN).doesNotHaveDuplicates();
    assertThatExceptionOfType(EbmException.class)
        .isThrownBy(() -> dataset.split("no-such-split"))
        .satisfies(e -> assertThat(e.code()).isEqualTo("EBM-D001"));
  }

  private void givesRowsOfItsFeatures() {
    Features features = dataset.features();
    assertThat(features.names()).as("columns").doesNotHaveDuplicates().noneMatch(String::isBlank);
    for (String split : dataset.splits()) {
      TensorData rows = rows(dataset, split, 1);
      int count = rows.shape().dim(0);
      assertThat(count).as("rows of split '%s'", split).isPositive();
      assertThat(rows.type())
          .as("rows of split '%s'", split)
          .isEqualTo(new TensorType(DType.FLOAT32, features.shape().prepend(count)));
      Trial.assertFinite("rows of split " + split, rows);
      int columns = features.columns().size();
      for (int i = 0; i < rows.shape().size(); i++) {
        if (Trial.isBinary(features, i % columns)) {
          assertThat(rows.at(i)).as("value of a binary column").isIn(0.0, 1.0);
        }
      }
      labels(split, count);
    }
  }

  private void labels(String name, int count) {
    if (dataset.split(name) instanceof Split.Table table) {
      table
          .rows()
          .labels()
          .ifPresent(
              labels ->
                  assertThat(labels.type())
                      .isEqualTo(new TensorType(DType.INT32, Shape.of(count))));
    }
  }

  private void givesTheSameAgain() {
    for (String split : dataset.splits()) {
      TensorData rows = rows(dataset, split, 1);
      assertThat(rows(dataset, split, 1)).isEqualTo(rows);
      if (dataset.split(split) instanceof Split.Stream) {
        assertThat(rows(dataset, split, 2)).isNotEqualTo(rows);
      }
      if (!split.equals(Dataset.TRAIN)) {
        assertThat(rows).as("rows of " + split).isNotEqualTo(rows(dataset, Dataset.TRAIN, 1));
      }
    }
  }

  private void isRestored() {
    TensorData rows = rows(dataset, Dataset.TRAIN, 1);
    Dataset restored = dataset.restored(dataset.fitted());
    assertThat(restored.features()).isEqualTo(dataset.features());
    assertThat(restored.fitted()).isEqualTo(dataset.fitted());
    assertThat(rows(restored, Dataset.TRAIN, 1)).isEqualTo(rows);
    TensorData inItsUnits = dataset.toData(rows);
    Trial.assertFinite("rows in the data's own units", inItsUnits);
    assertThat(inItsUnits.shape()).isEqualTo(rows.shape());
    assertThat(restored.toData(rows)).isEqualTo(inItsUnits);
    long distinct = Stream.of(Trial.asRows(rows)).map(Arrays::toString).distinct().count();
    assertThat(Stream.of(Trial.asRows(inItsUnits)).map(Arrays::toString).distinct().count())
        .as("different rows before and after the way back")
        .isEqualTo(distinct);
  }

  private static TensorData rows(Dataset dataset, String name, long seed) {
    Split split = dataset.split(name);
    if (split instanceof Split.Table table) {
      return table.rows().values();
    }
    return Trial.run(
            DType.FLOAT32,
            seed,
            List.of(),
            (key, none) -> List.of(((Split.Stream) split).generator().draw(key, ROWS)))
        .get(0);
  }
}

package dev.ebm.app.model;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Features;
import dev.ebm.api.data.Rows;
import dev.ebm.api.data.Split;
import java.util.List;

/**
 * A dataset whose test split is replaced.
 *
 * @param data the dataset
 * @param rows the test split
 */
record RowsAsTestSplit(Dataset data, Rows rows) implements Dataset {

  @Override
  public Features features() {
    return data.features();
  }

  @Override
  public List<String> splits() {
    return data.splits().contains(TEST) ? data.splits() : List.of(TRAIN, TEST);
  }

  @Override
  public Split split(String name) {
    return name.equals(TEST) ? new Split.Table(rows) : data.split(name);
  }
}

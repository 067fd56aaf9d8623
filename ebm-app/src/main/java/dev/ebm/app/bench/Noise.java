package dev.ebm.app.bench;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Feature;
import dev.ebm.api.data.Features;
import dev.ebm.api.data.Split;
import dev.ebm.api.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Standard normal rows: what a step costs does not depend on what its numbers mean.
 *
 * @param row the shape of one row
 */
record Noise(Shape row) implements Dataset {

  @Override
  public Features features() {
    return new Features(
        row,
        IntStream.range(0, row.size())
            .mapToObj(i -> new Feature("x" + i, Feature.Kind.CONTINUOUS))
            .toList());
  }

  @Override
  public List<String> splits() {
    return List.of(TRAIN);
  }

  @Override
  public Split split(String name) {
    return new Split.Stream((key, count) -> key.normal(row.prepend(count)));
  }
}

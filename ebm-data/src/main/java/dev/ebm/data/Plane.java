package dev.ebm.data;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Feature;
import dev.ebm.api.data.Features;
import dev.ebm.api.data.LogDensity;
import dev.ebm.api.data.Rows;
import dev.ebm.api.data.Split;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A law in the plane from which fresh rows [B, 2] are drawn; train and test are independent draws
 * of it. The laws are those of the continuous-flow and discrete energy-based literature (Grathwohl
 * et al. 2019, arXiv 1810.01367; Dai et al. 2020, arXiv 2011.05363), with independent rows.
 *
 * @param name the component's name
 * @param law draws [B, 2]
 * @param density log p where a closed form exists
 */
record Plane(String name, Split.Generator law, Optional<LogDensity> density) implements Dataset {

  /** These laws have no options. */
  record Config() {}

  static ComponentFactory<Dataset, Config> factory(
      String name, String summary, Split.Generator law) {
    return factory(name, summary, new Plane(name, law, Optional.empty()));
  }

  static ComponentFactory<Dataset, Config> factory(
      String name, String summary, Split.Generator law, LogDensity density) {
    return factory(name, summary, new Plane(name, law, Optional.of(density)));
  }

  private static ComponentFactory<Dataset, Config> factory(
      String name, String summary, Plane plane) {
    return new ComponentFactory<>(
        Dataset.class, name, Config.class, summary, (config, context) -> plane);
  }

  /** Columns [B] and [B] as rows [B, 2]. */
  static Tensor rows(Tensor x0, Tensor x1) {
    return Tensors.stack(1, List.of(x0, x1));
  }

  @Override
  public Features features() {
    return Features.continuous(2);
  }

  @Override
  public List<String> splits() {
    return List.of(TRAIN, TEST);
  }

  @Override
  public Split split(String split) {
    if (!splits().contains(split)) {
      throw DataProblems.noSplit(name, split, splits());
    }
    return new Split.Stream((key, count) -> law.draw(key.fold(split), count));
  }

  @Override
  public Optional<LogDensity> logDensity() {
    return density;
  }

  /** Columns x0 and x1 of a CSV file. */
  @Override
  public Rows read(Path file) {
    CsvTable table =
        CsvTable.read(file, features().names(), Optional.empty(), Feature.Kind.CONTINUOUS);
    return Rows.unlabelled(Standardization.none(table.columns()).apply(table.rows()));
  }
}

package dev.ebm.core.plugin;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.data.Features;
import dev.ebm.api.data.LogDensity;
import dev.ebm.api.data.Split;
import java.util.List;
import java.util.Optional;

/** A dataset of two columns whose only split, and whose density, may be wrong. */
class OddDataset implements Dataset {

  private final Split only;

  OddDataset(Split only) {
    this.only = only;
  }

  @Override
  public Features features() {
    return Features.continuous(2);
  }

  @Override
  public List<String> splits() {
    return List.of(TRAIN);
  }

  @Override
  public Split split(String name) {
    return only;
  }

  @Override
  public Optional<LogDensity> logDensity() {
    return Optional.of(x -> x.sum());
  }
}

package dev.ebm.app.model;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.ComponentSpec;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.method.Energy;
import dev.ebm.api.method.Sampler;
import dev.ebm.api.metric.Metric;
import dev.ebm.core.compile.CachingBackend;
import dev.ebm.core.evaluate.TrainingRows;
import dev.ebm.core.experiment.Experiment;
import dev.ebm.core.plugin.Components;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.train.ConstrainedEnergy;
import dev.ebm.core.train.TrainingSetup;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** Makes what an experiment names. */
public final class Assembly {

  private final PluginCatalog catalog;

  /** Makes components of a catalogue. */
  @Inject
  public Assembly(PluginCatalog catalog) {
    this.catalog = catalog;
  }

  /** The dataset; it reads its files when first needed. */
  public Dataset data(Experiment experiment) {
    return new Components(catalog).create(experiment.data(), "data");
  }

  /** The energy of rows of a dataset. */
  public Energy energy(Experiment experiment, Dataset data) {
    return ConstrainedEnergy.of(components(data).create(experiment.energy()), experiment.train());
  }

  /** The sampler of chains over rows of a dataset. */
  public Sampler sampler(Experiment experiment, Dataset data) {
    return components(data).create(experiment.sampler());
  }

  /** The experiment's metrics. */
  public List<Metric> metrics(Experiment experiment, Dataset data) {
    List<Metric> metrics = new ArrayList<>();
    for (int i = 0; i < experiment.evaluate().size(); i++) {
      metrics.add(components(data).create(experiment.evaluate().get(i), "evaluate." + i));
    }
    return metrics;
  }

  /** One metric. */
  public Metric metric(ComponentSpec<Metric> metric, Dataset data) {
    return components(data).create(metric);
  }

  /**
   * Everything that training needs.
   *
   * @param backend draws the rows that components are fitted to
   */
  public TrainingSetup training(Experiment experiment, Dataset data, Backend backend) {
    Components components =
        new Components(catalog, data, new TrainingRows(data, backend, experiment.seed()));
    return new TrainingSetup(
        data,
        ConstrainedEnergy.of(components.create(experiment.energy()), experiment.train()),
        components.create(experiment.loss()),
        components.create(experiment.optimizer()),
        experiment.train(),
        metrics(experiment, data),
        experiment.seed());
  }

  /** Opens the backend, which keeps what it compiles; the caller closes it. */
  public Backend open(Experiment experiment) {
    return new CachingBackend(new Components(catalog).open(experiment.backend()));
  }

  private Components components(Dataset data) {
    return new Components(catalog, data.features());
  }
}

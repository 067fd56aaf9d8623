package dev.ebm.core.experiment;

import dev.ebm.core.config.Binding;
import dev.ebm.core.config.Overrides;
import dev.ebm.core.config.RecordBinder;
import dev.ebm.core.config.Resolved;
import dev.ebm.core.config.YamlFile;
import dev.ebm.core.plugin.PluginCatalog;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads experiments and checks them, together with the options of every component they name. */
public final class ExperimentLoader {

  private final RecordBinder binder;

  /** Knows the components of a catalogue. */
  public ExperimentLoader(PluginCatalog catalog) {
    this.binder = new RecordBinder(catalog);
  }

  /**
   * An experiment from a file and assignments that replace parts of it.
   *
   * @param overrides such as {@code train.steps=100}
   * @throws dev.ebm.api.error.ConfigException EBM-C100 to EBM-C103 if the file or an assignment
   *     cannot be read; otherwise every problem of the experiment and its components at once
   */
  public LoadedExperiment load(Path file, List<String> overrides) {
    return bind(Overrides.apply(YamlFile.read(file), overrides));
  }

  /**
   * An experiment from what its file holds.
   *
   * @throws dev.ebm.api.error.ConfigException every problem of the experiment and its components
   */
  public LoadedExperiment bind(Map<String, Object> values) {
    Binding<Experiment> given = binder.bind(Experiment.class, values, "");
    Map<String, Object> resolved = Resolved.of(given.orThrow(), binder);
    Experiment complete = binder.bind(Experiment.class, resolved, "").orThrow();
    return new LoadedExperiment(complete, resolved, given.warnings());
  }
}

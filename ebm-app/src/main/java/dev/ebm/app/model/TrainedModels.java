package dev.ebm.app.model;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.method.Energy;
import dev.ebm.core.config.Overrides;
import dev.ebm.core.config.YamlFile;
import dev.ebm.core.experiment.Experiment;
import dev.ebm.core.experiment.ExperimentLoader;
import dev.ebm.core.run.RunFolder;
import dev.ebm.core.train.Snapshot;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;

/** Reads models back from the folders of their runs. */
public final class TrainedModels {

  private final ExperimentLoader loader;
  private final Assembly assembly;

  /** Reads with a loader, makes with an assembly. */
  @Inject
  public TrainedModels(ExperimentLoader loader, Assembly assembly) {
    this.loader = loader;
    this.assembly = assembly;
  }

  /**
   * The model of a run's newest checkpoint. The training data is not read.
   *
   * @param overrides assignments that replace parts of the run's experiment
   * @throws dev.ebm.api.error.EbmException EBM-R003 to EBM-R014 if the folder is not a readable run
   *     with a checkpoint, EBM-M008 if that is of another energy; what binding and opening a
   *     backend throw
   */
  public TrainedModel open(Path run, List<String> overrides) {
    RunFolder folder = RunFolder.open(run);
    Experiment experiment =
        loader
            .bind(Overrides.apply(YamlFile.read(folder.experimentFile()), overrides))
            .experiment();
    Snapshot snapshot = folder.checkpoints().loadLatest().snapshot();
    Dataset data = assembly.data(experiment).restored(snapshot.data());
    Energy energy = assembly.energy(experiment, data);
    snapshot.requireParametersOf(energy, "energy", run);
    return new TrainedModel(folder, experiment, data, energy, snapshot, assembly.open(experiment));
  }
}

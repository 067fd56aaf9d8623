package dev.ebm.app.train;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.data.Dataset;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.metric.Estimate;
import dev.ebm.app.console.Console;
import dev.ebm.app.console.Figures;
import dev.ebm.app.model.Assembly;
import dev.ebm.app.model.RunPlots;
import dev.ebm.app.model.TrainedModel;
import dev.ebm.core.config.YamlFile;
import dev.ebm.core.experiment.Experiment;
import dev.ebm.core.experiment.LoadedExperiment;
import dev.ebm.core.plot.Report;
import dev.ebm.core.plugin.PluginCatalog;
import dev.ebm.core.run.AtomicFile;
import dev.ebm.core.run.Machine;
import dev.ebm.core.run.Provenance;
import dev.ebm.core.run.RunFolder;
import dev.ebm.core.run.RunRecorder;
import dev.ebm.core.run.Summary;
import dev.ebm.core.run.Summary.Status;
import dev.ebm.core.train.DivergenceException;
import dev.ebm.core.train.RunListener;
import dev.ebm.core.train.Snapshot;
import dev.ebm.core.train.Trainer;
import dev.ebm.core.train.TrainingSetup;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A training session of the command line, from experiment to pictures. */
public final class Training {

  private final Assembly assembly;
  private final PluginCatalog catalog;
  private final Interrupts interrupts;
  private final Invocation invocation;
  private final Clock clock;
  private final Console console;

  /** Trains with these collaborators. */
  @Inject
  public Training(
      Assembly assembly,
      PluginCatalog catalog,
      Interrupts interrupts,
      Invocation invocation,
      Clock clock,
      Console console) {
    this.assembly = assembly;
    this.catalog = catalog;
    this.interrupts = interrupts;
    this.invocation = invocation;
    this.clock = clock;
    this.console = console;
  }

  /**
   * Makes everything that a training needs and traces its step, so that mistakes show before any
   * work is done.
   *
   * @return the experiment
   * @throws EbmException what is wrong with the experiment, the data, the backend or a method
   */
  public LoadedExperiment checked(LoadedExperiment loaded) {
    Experiment experiment = loaded.experiment();
    Dataset data = assembly.data(experiment);
    data.split(Dataset.TRAIN);
    try (Backend backend = assembly.open(experiment)) {
      new Trainer(assembly.training(experiment, data, backend), backend).check();
    }
    return loaded;
  }

  /**
   * Trains and writes the run.
   *
   * @param quiet whether to print nothing but the folder
   * @return the exit code
   * @throws EbmException EBM-A018 if the run to go on with has more steps already; what is wrong
   *     with the experiment, the data, the backend or the folder; EBM-N001 if training diverged
   */
  public int run(LoadedExperiment loaded, RunPlace place, boolean quiet) {
    Experiment experiment = loaded.experiment();
    Optional<Resumption> earlier =
        place.existing() == RunPlace.Existing.RESUME
            ? Optional.of(Resumption.of(place.folder(), loaded))
            : Optional.empty();
    earlier.ifPresent(run -> run.checkSteps(experiment.train().steps()));
    if (earlier.filter(run -> run.isFinished(experiment.train().steps())).isPresent()) {
      if (quiet) {
        console.print("%s", place.folder());
      } else {
        console.note(
            "%s has its %d steps already; for more, --set train.steps=N",
            place.folder(), earlier.get().step());
      }
      return 0;
    }
    Dataset data = assembly.data(experiment);
    Dataset restored = earlier.map(run -> run.restored(data)).orElse(data);
    restored.split(
        Dataset.TRAIN); // A dataset says what is wrong with its files better than others.
    List<Provenance.DataFile> files = data.files().stream().map(Provenance.DataFile::of).toList();
    earlier.ifPresent(run -> run.checkData(files));
    try (Backend backend = assembly.open(experiment)) {
      TrainingSetup setup = assembly.training(experiment, restored, backend);
      Provenance provenance = provenance(experiment, backend, files);
      try (Recording recording = recording(loaded, place, earlier, provenance)) {
        if (!quiet) {
          console.print(
              "Training %s on %s into %s",
              experiment.name(), backend.description(), place.folder());
        }
        return train(loaded, setup, earlier, backend, recording, quiet);
      }
    }
  }

  private Provenance provenance(
      Experiment experiment, Backend backend, List<Provenance.DataFile> files) {
    return new Provenance(
        Provenance.frameworkVersion(),
        Machine.current(),
        experiment.seed(),
        experiment.backend().name(),
        backend.description(),
        Provenance.PORTABLE,
        files,
        catalog.plugins().stream()
            .map(p -> new Provenance.Plugin(p.id().value(), p.version(), p.location()))
            .toList(),
        invocation.args(),
        clock.instant());
  }

  private static Recording recording(
      LoadedExperiment loaded,
      RunPlace place,
      Optional<Resumption> earlier,
      Provenance provenance) {
    String yaml = YamlFile.text(loaded.resolved());
    Path folder = place.folder();
    return switch (place.existing()) {
      case REFUSE ->
          new Recording(
              () -> RunFolder.create(folder, yaml, provenance), RunRecorder::start, step -> false);
      case OVERWRITE ->
          new Recording(
              () -> RunFolder.overwrite(folder, yaml, provenance),
              RunRecorder::start,
              step -> false);
      case RESUME ->
          new Recording(
              () -> {
                RunFolder run = RunFolder.resume(folder, provenance);
                AtomicFile.write(run.experimentFile(), yaml);
                return run;
              },
              run -> RunRecorder.resume(run, earlier.orElseThrow().step()),
              earlier.orElseThrow()::hasEvaluated);
    };
  }

  private int train(
      LoadedExperiment loaded,
      TrainingSetup setup,
      Optional<Resumption> earlier,
      Backend backend,
      Recording recording,
      boolean quiet) {
    Experiment experiment = loaded.experiment();
    int firstStep = earlier.map(Resumption::step).orElse(0);
    Trainer.Outcome outcome;
    try (Interrupts.Watch watch = interrupts.watch(quiet)) {
      try (TrainingDisplay display =
          TrainingDisplay.of(console, quiet, firstStep, experiment.train().steps())) {
        outcome =
            new Trainer(setup, backend)
                .run(
                    earlier.flatMap(Resumption::snapshot),
                    earlier.map(Resumption::seconds).orElse(0.0),
                    new Both(recording, display),
                    watch::requested);
      } catch (DivergenceException e) {
        recording.finish(
            summary(
                experiment,
                e.step(),
                recording.seconds(),
                Status.DIVERGED,
                recording.lastEvaluation()));
        throw diverged(e, recording.folder());
      }
      if (!outcome.finished()) {
        return interrupted(experiment, outcome, recording, watch.exitCode(), quiet);
      }
    }
    RunFolder folder = recording.folder();
    TrainedModel model =
        new TrainedModel(
            folder, experiment, setup.data(), setup.energy(), outcome.snapshot(), backend);
    try (model) {
      Summary summary =
          summary(
              experiment,
              outcome.snapshot().step(),
              outcome.seconds(),
              Status.FINISHED,
              recording.lastEvaluation());
      recording.finish(summary);
      conclude(model, summary, quiet);
    }
    return 0;
  }

  private static Summary summary(
      Experiment experiment,
      int steps,
      double seconds,
      Status status,
      Map<String, Estimate> results) {
    return new Summary(
        experiment.name(), experiment.backend().name(), steps, seconds, status, results);
  }

  private int interrupted(
      Experiment experiment,
      Trainer.Outcome outcome,
      Recording recording,
      int exitCode,
      boolean quiet) {
    int step = outcome.snapshot().step();
    recording.finish(
        summary(
            experiment, step, outcome.seconds(), Status.INTERRUPTED, recording.lastEvaluation()));
    RunFolder folder = recording.folder();
    if (quiet) {
      console.print("%s", folder.path());
      return exitCode;
    }
    console.note("Stopped at step %d of %d.", step, experiment.train().steps());
    console.note("To go on: %s", invocation.resume(folder.experimentFile(), folder.path()));
    return exitCode;
  }

  private void conclude(TrainedModel model, Summary summary, boolean quiet) {
    RunFolder folder = model.folder();
    if (!quiet) {
      if (summary.steps() == 0) {
        console.print("Initialised the parameters; no step was asked for");
      } else {
        console.print(
            "Finished %d steps in %s (%.0f steps/s)",
            summary.steps(), Figures.duration(summary.seconds()), summary.stepsPerSecond());
      }
      int width = summary.metrics().keySet().stream().mapToInt(String::length).max().orElse(1);
      String line = "  %-" + width + "s  %s";
      summary.metrics().forEach((name, r) -> console.print(line, name, Figures.text(r)));
    }
    List<Path> pictures = RunPlots.write(model);
    Report.write(folder);
    if (quiet) {
      console.print("%s", folder.path());
      return;
    }
    pictures.stream().findFirst().ifPresent(first -> console.print("Picture  %s", first));
    console.print("Report   %s", folder.reportFile());
    console.print("Run      %s", folder.path());
  }

  private static EbmException diverged(DivergenceException failure, RunFolder folder) {
    Problem found = failure.problems().get(0);
    OptionalInt kept = folder.checkpoints().latest();
    String state =
        kept.isPresent()
            ? "the checkpoint of step " + kept.getAsInt() + " is kept"
            : "there is no checkpoint from before";
    return new EbmException(
        Problem.error(
            found.code(),
            folder.path() + " " + found.where(),
            found.what() + "; " + state,
            "train again with a lower optimizer.learning-rate, a smoother activation or a more"
                + " stable loss"),
        failure);
  }

  /** Two listeners: what is recorded comes before what is shown. */
  private record Both(RunListener first, RunListener second) implements RunListener {

    @Override
    public void logged(int step, double seconds, Map<String, Double> metrics) {
      first.logged(step, seconds, metrics);
      second.logged(step, seconds, metrics);
    }

    @Override
    public void evaluated(int step, double seconds, Map<String, Estimate> results) {
      first.evaluated(step, seconds, results);
      second.evaluated(step, seconds, results);
    }

    @Override
    public boolean hasEvaluated(int step) {
      return first.hasEvaluated(step);
    }

    @Override
    public void warned(int step, Problem warning) {
      first.warned(step, warning);
      second.warned(step, warning);
    }

    @Override
    public void checkpoint(Snapshot snapshot, double seconds) {
      first.checkpoint(snapshot, seconds);
      second.checkpoint(snapshot, seconds);
    }
  }
}

package dev.ebm.app.command;

import dev.ebm.app.console.Console;
import dev.ebm.app.train.RunPlace;
import dev.ebm.app.train.RunPlace.Existing;
import dev.ebm.app.train.RunPlaces;
import dev.ebm.app.train.Training;
import dev.ebm.core.experiment.ExperimentLoader;
import dev.ebm.core.experiment.LoadedExperiment;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ebm train}. */
@Command(
    name = "train",
    description = {
      "Trains the model of an experiment file and writes a run folder.",
      "Ctrl-C stops after the current step and keeps the state; --resume goes on from there."
    })
public final class TrainCommand implements Callable<Integer> {

  @Parameters(paramLabel = "EXPERIMENT.yaml", description = "The experiment.")
  private Path experiment;

  @Option(names = "--backend", paramLabel = "NAME", description = "Replaces the backend.")
  private Optional<String> backend = Optional.empty();

  @Option(names = "--seed", paramLabel = "N", description = "Replaces the seed.")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run's folder (default: runs/NAME-TIMESTAMP).")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Replaces a part of the experiment, such as train.steps=1000; repeatable.")
  private List<String> set = List.of();

  @Spec private CommandSpec spec;

  @ArgGroup private WhatExists whatExists = new WhatExists();

  @Option(
      names = "--debug-nan",
      description = {
        "Run operation by operation, slowly, and name the first one that makes a NaN or an infinity",
        "(backends jvm and djl)."
      })
  private boolean debugNan;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing but errors, warnings and, at the end, the run's folder.")
  private boolean quiet;

  private final ExperimentLoader loader;
  private final RunPlaces places;
  private final Training training;
  private final Console console;

  /** What to do with a folder that exists. */
  private static final class WhatExists {

    @Option(
        names = "--resume",
        description =
            "Go on with the run in --out, or with the newest one of this experiment's name in runs/.")
    private boolean resume;

    @Option(names = "--overwrite", description = "Replace the run in --out.")
    private boolean overwrite;

    Existing existing() {
      return resume ? Existing.RESUME : overwrite ? Existing.OVERWRITE : Existing.REFUSE;
    }
  }

  /** Works with these collaborators. */
  @Inject
  public TrainCommand(
      ExperimentLoader loader, RunPlaces places, Training training, Console console) {
    this.loader = loader;
    this.places = places;
    this.training = training;
    this.console = console;
  }

  @Override
  public Integer call() {
    if (whatExists.overwrite && out.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--overwrite replaces the run in --out, and there is no --out");
    }
    LoadedExperiment loaded = loader.load(experiment, overrides());
    loaded.warnings().forEach(console::problem);
    RunPlace place = places.choose(loaded.experiment().name(), out, whatExists.existing());
    return training.run(loaded, place, quiet);
  }

  /** {@code --set} comes last: it may give options to the backend that {@code --backend} names. */
  private List<String> overrides() {
    List<String> overrides = new ArrayList<>();
    backend.ifPresent(name -> overrides.add("backend=" + name));
    seed.ifPresent(number -> overrides.add("seed=" + number));
    if (debugNan) {
      overrides.add("backend.debug-nan=true");
    }
    overrides.addAll(set);
    return overrides;
  }
}

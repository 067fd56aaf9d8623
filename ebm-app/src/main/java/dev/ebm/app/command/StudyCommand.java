package dev.ebm.app.command;

import com.google.inject.Inject;
import dev.ebm.app.study.Studies;
import dev.ebm.app.train.RunPlace.Existing;
import dev.ebm.app.train.RunPlaces;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ebm study}. */
@Command(
    name = "study",
    description = {
      "Answers a study file's question by several trainings or losses, with a table and pictures.",
      "In a folder of the same study it goes on: trainings that have ended are not run again."
    })
public final class StudyCommand implements Callable<Integer> {

  @Parameters(paramLabel = "STUDY.yaml", description = "The study.")
  private Path file;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The study's folder (default: runs/NAME-TIMESTAMP).")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Replaces a part of the study, such as sweep.seeds=[1,2]; repeatable.")
  private List<String> set = List.of();

  private final Studies studies;
  private final RunPlaces places;

  /** Works with these collaborators. */
  @Inject
  public StudyCommand(Studies studies, RunPlaces places) {
    this.studies = studies;
    this.places = places;
  }

  @Override
  public Integer call() {
    Studies.Loaded loaded = Studies.load(file, set);
    Existing existing = out.isPresent() ? Existing.RESUME : Existing.REFUSE;
    return studies.run(loaded, places.choose(loaded.study().name(), out, existing).folder());
  }
}

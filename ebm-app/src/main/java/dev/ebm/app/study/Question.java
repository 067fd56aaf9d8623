package dev.ebm.app.study;

import dev.ebm.core.experiment.ExperimentLoader;
import dev.ebm.core.experiment.LoadedExperiment;
import java.nio.file.Path;
import java.util.List;

/** What a study asks; its options are the record that implements it. */
public interface Question {

  /**
   * Finds mistakes before anything is written.
   *
   * @throws dev.ebm.api.error.EbmException what would keep a part of it from being done
   */
  default void check(Workshop workshop) {}

  /**
   * Finds the answer.
   *
   * @return a table and pictures
   * @throws dev.ebm.api.error.EbmException whatever an experiment, a dataset or a backend fails
   *     with
   */
  Findings answer(Workshop workshop);

  /**
   * The experiments of files that it will read.
   *
   * @param base where the paths of the study file begin
   */
  default List<Varied> experiments(Path base) {
    return List.of();
  }

  /**
   * An experiment file with changes.
   *
   * @param part of the study that it is, which its problems name
   * @param overrides assignments as {@code ebm train --set} takes them
   */
  record Varied(String part, Path file, List<String> overrides) {

    /** The experiment. */
    public LoadedExperiment load(ExperimentLoader loader) {
      return Places.in(part, () -> loader.load(file, overrides));
    }
  }
}

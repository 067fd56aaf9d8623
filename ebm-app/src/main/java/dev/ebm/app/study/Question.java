package dev.ebm.app.study;

import java.nio.file.Path;
import java.util.List;

/** What a study asks; its options are the record that implements it. */
public interface Question {

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
   * @param overrides assignments as {@code ebm train --set} takes them
   */
  record Varied(Path file, List<String> overrides) {}
}

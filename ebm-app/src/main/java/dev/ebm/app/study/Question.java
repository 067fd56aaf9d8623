package dev.ebm.app.study;

/** What a study asks; its options are the record that implements it. */
interface Question {

  /**
   * Finds the answer.
   *
   * @return a table and pictures
   * @throws dev.ebm.api.error.EbmException whatever an experiment, a dataset or a backend fails
   *     with
   */
  Findings answer(Workshop workshop);
}

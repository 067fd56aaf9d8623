package dev.ebm.models;

import dev.ebm.api.data.Features;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import java.util.List;

/** What can be wrong with an energy for the data at hand. */
final class ModelProblems {

  private ModelProblems() {}

  /** EBM-M008: the options and the data's rows do not fit each other. */
  static EbmException misfit(String where, String what, String hint) {
    return new EbmException(Problem.error("EBM-M008", where, what, hint));
  }

  /**
   * Checks a list that has an entry for each feature, unless it is empty.
   *
   * @throws EbmException EBM-M008
   */
  static void requireFeatures(String where, String option, List<?> entries, int features) {
    if (!entries.isEmpty() && entries.size() != features) {
      throw misfit(
          where,
          "%s is of length %d, and rows have %d features"
              .formatted(option, entries.size(), features),
          "give one entry for each feature");
    }
  }

  /** EBM-M009: a Gaussian cannot be fitted to the training rows. */
  static EbmException notFitted(String where, String what, String hint) {
    return new EbmException(Problem.error("EBM-M009", where, what, hint));
  }

  /**
   * Checks that every feature varies.
   *
   * @throws EbmException EBM-M009
   */
  static void requireSpread(String where, Features features, double[] variances) {
    for (int i = 0; i < variances.length; i++) {
      if (variances[i] == 0) {
        throw notFitted(
            where,
            "the feature '%s' is the same in all training rows".formatted(features.names().get(i)),
            "leave it out of the data");
      }
    }
  }
}

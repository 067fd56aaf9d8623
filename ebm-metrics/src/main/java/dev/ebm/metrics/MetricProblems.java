package dev.ebm.metrics;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;

/** What metrics refuse and warn of. */
final class MetricProblems {

  private MetricProblems() {}

  /** The place of a metric in a problem. */
  static String place(String metric) {
    return "metric '" + metric + "'";
  }

  /** The place of a sampler in a problem. */
  static String samplerPlace(String sampler) {
    return "sampler '" + sampler + "'";
  }

  static EbmException tooFewRows(String metric, String split, int count, int least) {
    return error(
        "EBM-E003",
        metric,
        "the split '%s' has %d rows, and at least %d are needed".formatted(split, count, least),
        "give the split more rows");
  }

  static EbmException tooFewDraws(String metric, int kept, int least) {
    return error(
        "EBM-E003",
        metric,
        "chains of %d kept rows are too short, at least %d are needed".formatted(kept, least),
        "raise 'samples', or lower 'draws.chains'");
  }

  static EbmException constantColumn(String metric, String column) {
    return error(
        "EBM-E004",
        metric,
        "column '%s' of the training rows is constant, so that it has no density".formatted(column),
        "leave the column out of the data");
  }

  static EbmException dependentColumn(String metric) {
    return error(
        "EBM-E004",
        metric,
        "a column of the training rows follows from the others, so that they have no density",
        "leave the column out of the data");
  }

  static EbmException tooManyDimensions(String metric, int d, String instead) {
    return error(
        "EBM-E005",
        metric,
        "rows have %d numbers, and a grid is possible for 1 or 2".formatted(d),
        "use " + instead);
  }

  static EbmException noLogZ(String metric, String inner) {
    return error(
        "EBM-E006",
        metric,
        "the metric '%s' reports no log Z".formatted(inner),
        "name one that does, such as log-z-ais or log-z-quadrature");
  }

  static EbmException notFinite(String metric, String direction, int chain, int distribution) {
    return new EbmException(
        Problem.error(
            "EBM-N002",
            "%s, %s chain %d, distribution %d"
                .formatted(place(metric), direction, chain, distribution),
            "its position is no longer finite",
            "lower the sampler's step size"));
  }

  static EbmException noBandwidth(String metric) {
    return error(
        "EBM-E007",
        metric,
        "most rows are equal, so that their median distance is no bandwidth",
        "give 'bandwidths'");
  }

  private static EbmException error(String code, String metric, String what, String hint) {
    return new EbmException(Problem.error(code, place(metric), what, hint));
  }

  static Problem chainsDisagree(String where, double rHat) {
    return Problem.warning(
        "EBM-W013",
        where,
        "the chains disagree, R-hat is %.3g: their draws are not yet the model's".formatted(rHat),
        "take more burn-in, larger steps or another sampler");
  }

  static Problem fewEffectiveDraws(String where, double effective, long draws) {
    return Problem.warning(
        "EBM-W013",
        where,
        "%d draws are worth no more than %.0f independent ones".formatted(draws, effective),
        "take more draws, more thinning or larger steps");
  }

  static Problem farFromTheData(String metric, double effective, int samples) {
    return Problem.warning(
        "EBM-W005",
        place(metric),
        "%.1f of %d rows carry log Z, which is then not to be trusted"
            .formatted(effective, samples),
        "the model has mass where the data have none: train it further, or take log Z from log-z-ais");
  }

  static Problem notExact(String metric, String sampler) {
    return Problem.warning(
        "EBM-W014",
        place(metric),
        "the sampler '%s' has no acceptance step, so that its step size biases log Z"
            .formatted(sampler),
        "name an exact one such as mala");
  }

  static Problem farApart(String metric, double forward, double reverse) {
    return Problem.warning(
        "EBM-W015",
        place(metric),
        "log Z is %.5g forward and %.5g in reverse, further apart than their errors explain"
            .formatted(forward, reverse),
        "take more distributions or steps, or more burn-in");
  }

  static Problem coarseGrid(String metric, double change) {
    return Problem.warning(
        "EBM-W016",
        place(metric),
        "without every second point of the grid log Z changes by %.2g nats".formatted(change),
        "raise 'intervals'");
  }

  static Problem massAtBorder(String metric, double share) {
    return Problem.warning(
        "EBM-W016",
        place(metric),
        "%.2g of the mass lies at the border of the grid".formatted(share),
        "raise 'margin'; if that does not help, exp(-U) has no finite integral");
  }
}

package dev.ebm.app.study;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.app.console.Figures;
import dev.ebm.core.plot.Curve;
import dev.ebm.core.plot.CurvePlot;
import dev.ebm.core.train.LossRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far energy discrepancy is from likelihood and from score matching, on Gaussians, where all of
 * them are known (Schroeder et al. 2023, arXiv 2307.07595, section 3). With data N(0, 1), the model
 * p = N(mean, variance), and an index t for smoothing by N(0, t),
 *
 * <pre>
 * |ED_t + E log p - c(t)| = KL(p_data,t, p_t) &lt;= W_2^2(p_data, p) / (2t),   c(t) = -H(p_data,t)
 * ED_t / t -> E[ |grad U|^2 / 2 - laplace U ]   as t -> 0
 * </pre>
 *
 * The loss itself, with many negatives, stands beside the closed form.
 *
 * @param mean of the model
 * @param variance of the model
 * @param times t
 * @param rows in a batch of the loss
 * @param negatives M
 * @param batches for the standard error
 */
public record DiscrepancyBound(
    @Option(doc = "Mean of the model; the data's is 0", byDefault = "1") double mean,
    @Option(doc = "Variance of the model; the data's is 1", byDefault = "2")
        @Range(min = 0, exclusiveMin = true)
        double variance,
    @Option(
            doc = "t, the variance of each of the two steps of the perturbation",
            byDefault = "[0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100]")
        @Range(min = 0, exclusiveMin = true)
        List<Double> times,
    @Option(doc = "Rows in a batch of the loss", byDefault = "1000") @Range(min = 2) int rows,
    @Option(doc = "M, negatives of a row", byDefault = "1000") @Range(min = 1) int negatives,
    @Option(doc = "Batches, for the standard error", byDefault = "20") @Range(min = 2) int batches)
    implements Question {

  /** Checks that there is a t. */
  public DiscrepancyBound {
    if (times.isEmpty()) {
      throw new IllegalArgumentException("times needs one t or more");
    }
  }

  @Override
  public Findings answer(Workshop workshop) {
    List<List<String>> table = new ArrayList<>();
    double[] logT = times.stream().mapToDouble(Math::log10).toArray();
    double[] gap = new double[logT.length];
    double[] bound = new double[logT.length];
    for (int i = 0; i < logT.length; i++) {
      double t = times.get(i);
      double[] loss = loss(workshop, t);
      gap[i] = Math.abs(discrepancy(t) + logLikelihood() + entropy(1 + t));
      bound[i] = wasserstein() / (2 * t);
      table.add(
          List.of(
              Figures.format("%g", t),
              Figures.format("%.5f", discrepancy(t)),
              Figures.format("%.5f ± %.5f", Samples.mean(loss), Samples.standardError(loss)),
              Figures.format("%.5f", gap[i]),
              Figures.format("%.5f", bound[i]),
              Figures.format("%.5f", discrepancy(t) / t),
              Figures.format("%.5f", scoreMatching())));
    }
    List<Curve> curves =
        List.of(
            new Curve("|ED + E log p - c(t)|", logT, gap, Optional.empty()),
            new Curve("W2^2 / (2t)", logT, bound, Optional.empty()));
    return new Findings(
        List.of(
            "t",
            "ED, closed form",
            "ED, the loss",
            "|ED + E log p - c(t)|",
            "W2^2/(2t)",
            "ED/t",
            "score matching"),
        table,
        () -> List.of(draw(workshop.picture("bound"), curves)),
        List.of());
  }

  private static Path draw(Path picture, List<Curve> curves) {
    CurvePlot.write(picture, "Distance of energy discrepancy from likelihood", "log10 t", curves);
    return picture;
  }

  /** The loss on batches of its own. */
  private double[] loss(Workshop workshop, double t) {
    Map<String, Object> energy =
        Map.of("name", "gaussian", "mean", List.of(mean), "covariance", List.of(List.of(variance)));
    Map<String, Object> loss =
        Map.of(
            "name",
            "energy-discrepancy",
            "negatives",
            negatives,
            "w",
            0,
            "perturbation",
            Map.of("name", "gaussian", "t", t));
    Map<String, Object> train = Map.of("steps", 0, "batch-size", rows);
    return new Example(workshop, rows, Map.of("energy", energy, "loss", loss, "train", train))
        .ask(
            LossRunner.Wanted.VALUE,
            asked ->
                asked.loss().evaluate(asked.loss().parameters(), batches).stream()
                    .mapToDouble(LossRunner.Point::value)
                    .toArray());
  }

  /**
   * E U(x) - E U_t(y), where exp(-U_t) is exp(-U) smoothed, for U = (x - mean)^2 / (2 variance).
   */
  private double discrepancy(double t) {
    double smoothed = variance + t;
    return (1 + mean * mean) / (2 * variance)
        - (1 + t + mean * mean) / (2 * smoothed)
        - Math.log(smoothed / variance) / 2;
  }

  private double logLikelihood() {
    return -(1 + mean * mean) / (2 * variance) - Math.log(2 * Math.PI * variance) / 2;
  }

  private static double entropy(double ofVariance) {
    return Math.log(2 * Math.PI * Math.E * ofVariance) / 2;
  }

  private double wasserstein() {
    double deviations = 1 - Math.sqrt(variance);
    return mean * mean + deviations * deviations;
  }

  private double scoreMatching() {
    return (1 + mean * mean) / (2 * variance * variance) - 1 / variance;
  }
}

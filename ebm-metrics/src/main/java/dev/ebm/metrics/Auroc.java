package dev.ebm.metrics;

import dev.ebm.api.config.Option;
import dev.ebm.api.data.Rows;
import dev.ebm.api.data.Split;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.metric.Evaluation;
import dev.ebm.api.metric.Metric;
import dev.ebm.api.plugin.ComponentFactory;
import dev.ebm.api.tensor.TensorData;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.hipparchus.stat.ranking.NaNStrategy;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;

/**
 * The area under the receiver operating characteristic of the energy as an anomaly score: the
 * probability that a row of label 1 has a higher energy than a row of label 0, ties counted half.
 * The standard error is that of DeLong, DeLong and Clarke-Pearson (1988), computed from mid-ranks
 * (Sun and Xu 2014); it is 0 where the labels separate perfectly. NaN if any energy is NaN.
 *
 * @param split the labelled split
 */
public record Auroc(@Option(doc = "Labelled split to score", byDefault = "test") String split)
    implements Metric {

  /** Chosen by {@code auroc}. */
  public static final ComponentFactory<Metric, Auroc> FACTORY =
      new ComponentFactory<>(
          Metric.class,
          "auroc",
          Auroc.class,
          "Area under the ROC curve of the energy as an anomaly score",
          (metric, context) -> metric);

  /**
   * Scores the split.
   *
   * @throws EbmException EBM-E001 if the split has no labels, or less than two rows of either label
   */
  @Override
  public Map<String, Estimate> evaluate(Evaluation evaluation) {
    Rows rows = labelled(evaluation.dataset().split(split));
    int[] labels = rows.labels().map(TensorData::ints).orElseThrow();
    double[] energy = evaluation.energy(rows.values());
    double[] anomalies = select(energy, labels, 1);
    double[] inliers = select(energy, labels, 0);
    if (anomalies.length < 2 || inliers.length < 2) {
      throw missing(
          "has %d rows of label 1 and %d of label 0".formatted(anomalies.length, inliers.length),
          "the standard error needs two rows of each");
    }
    return Map.of("auroc", auroc(anomalies, inliers));
  }

  private Rows labelled(Split data) {
    if (data instanceof Split.Table table && table.rows().labels().isPresent()) {
      return table.rows();
    }
    throw missing("has no labels", "name the column of labels in the dataset's option 'label'");
  }

  private EbmException missing(String what, String hint) {
    return new EbmException(
        Problem.error("EBM-E001", "auroc", "the split '" + split + "' " + what, hint));
  }

  private static double[] select(double[] energy, int[] labels, int label) {
    return IntStream.range(0, energy.length)
        .filter(i -> labels[i] == label)
        .mapToDouble(i -> energy[i])
        .toArray();
  }

  static Estimate auroc(double[] anomalies, double[] inliers) {
    int m = anomalies.length;
    int n = inliers.length;
    double[] all =
        DoubleStream.concat(DoubleStream.of(anomalies), DoubleStream.of(inliers)).toArray();
    if (DoubleStream.of(all).anyMatch(Double::isNaN)) {
      return Estimate.of(Double.NaN, Double.NaN, m + n);
    }
    NaturalRanking ranking = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE);
    double[] ranks = ranking.rank(all);
    double[] amongAnomalies = ranking.rank(anomalies);
    double[] amongInliers = ranking.rank(inliers);
    // The share of the other label that each row beats: DeLong's structural components.
    double[] beaten = new double[m];
    for (int i = 0; i < m; i++) {
      beaten[i] = (ranks[i] - amongAnomalies[i]) / n;
    }
    double[] beating = new double[n];
    for (int j = 0; j < n; j++) {
      beating[j] = 1 - (ranks[m + j] - amongInliers[j]) / m;
    }
    double variance = variance(beaten) / m + variance(beating) / n;
    return Estimate.of(mean(beaten), Math.sqrt(variance), m + n);
  }

  private static double mean(double[] values) {
    return DoubleStream.of(values).sum() / values.length;
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    return DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
  }
}

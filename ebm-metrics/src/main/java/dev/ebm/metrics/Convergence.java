package dev.ebm.metrics;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.hipparchus.distribution.continuous.FDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.stat.StatUtils;
import org.hipparchus.stat.ranking.NaNStrategy;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;

/**
 * Whether chains have become draws of one law, and how many independent draws theirs are worth
 * (Vehtari, Gelman, Simpson, Carpenter and Buerkner 2021, arXiv 1903.08008), from one number of
 * every draw. Every chain counts as two, its halves, so that a drift shows as a disagreement. All
 * results are NaN if a number is not finite, or all are equal.
 *
 * @param rHat the larger of the rank-normalised split R-hats of the numbers and of their distances
 *     to the median: 1 for chains that agree, infinite for different constants
 * @param bulk the effective sample size of the rank-normalised numbers, for their centre
 * @param tail the smaller of the effective sample sizes for the quantiles 0.05 and 0.95
 */
record Convergence(double rHat, double bulk, double tail) {

  /** Draws of a chain without which its halves have no variance. */
  static final int LEAST_DRAWS = 4;

  /** Of false alarms. */
  private static final double RATE = 1e-6;

  private static final double TAIL = 5;

  /** The fractional offset of Blom 1958. */
  private static final double OFFSET = 3.0 / 8;

  /**
   * The diagnostics of chains.
   *
   * @param chains equally long, {@code [C][kept]}, of at least {@link #LEAST_DRAWS} draws
   */
  static Convergence of(double[][] chains) {
    double[][] halves = halves(chains);
    double[] all = Arrays.stream(halves).flatMapToDouble(DoubleStream::of).toArray();
    if (!DoubleStream.of(all).allMatch(Double::isFinite)) {
      return new Convergence(Double.NaN, Double.NaN, Double.NaN);
    }
    double median = StatUtils.percentile(all, 50);
    double[][] normal = rankNormalised(halves);
    double[][] folded = rankNormalised(map(halves, value -> Math.abs(value - median)));
    double low = StatUtils.percentile(all, TAIL);
    double high = StatUtils.percentile(all, 100 - TAIL);
    return new Convergence(
        Math.max(rHat(normal), rHat(folded)),
        effective(normal),
        Math.min(
            effective(map(halves, value -> value <= low ? 1 : 0)),
            effective(map(halves, value -> value >= high ? 1 : 0))));
  }

  /**
   * The R-hat that independent draws of one law exceed by chance once in a million. For normal
   * numbers, which ranks are made to, R-hat^2 is (n - 1 + F) / n with Fisher's F of the halves.
   *
   * @param chains C
   * @param kept draws of each
   * @param comparisons how many R-hats are looked at
   */
  static double chance(int chains, int kept, int comparisons) {
    int halves = 2 * chains;
    double n = Math.floor(kept / 2.0);
    double f =
        new FDistribution(halves - 1, halves * (n - 1))
            .inverseCumulativeProbability(1 - RATE / comparisons);
    return Math.sqrt((n - 1 + f) / n);
  }

  /** The worse of each number; NaN where one is. */
  Convergence worse(Convergence other) {
    return new Convergence(
        Math.max(rHat, other.rHat), Math.min(bulk, other.bulk), Math.min(tail, other.tail));
  }

  /**
   * The standard error of the mean of all draws: their deviation over the root of the effective
   * sample size, which is here that of the numbers themselves.
   */
  static double standardError(double[][] chains) {
    double[] all = Arrays.stream(chains).flatMapToDouble(DoubleStream::of).toArray();
    return Math.sqrt(StatUtils.variance(all) / effective(halves(chains)));
  }

  /** Both halves of each chain; the draw in the middle of an odd number is left out. */
  static double[][] halves(double[][] chains) {
    double[][] halves = new double[2 * chains.length][];
    for (int c = 0; c < chains.length; c++) {
      int n = chains[c].length;
      halves[2 * c] = Arrays.copyOfRange(chains[c], 0, n / 2);
      halves[2 * c + 1] = Arrays.copyOfRange(chains[c], n - n / 2, n);
    }
    return halves;
  }

  private static double[][] map(double[][] chains, DoubleUnaryOperator function) {
    return Arrays.stream(chains)
        .map(chain -> DoubleStream.of(chain).map(function).toArray())
        .toArray(double[][]::new);
  }

  /** The normal quantiles of the ranks among all draws, ties at their mean rank. */
  private static double[][] rankNormalised(double[][] chains) {
    int n = chains[0].length;
    double[] all = Arrays.stream(chains).flatMapToDouble(DoubleStream::of).toArray();
    double[] ranks = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE).rank(all);
    NormalDistribution normal = new NormalDistribution();
    double[][] scores = new double[chains.length][n];
    for (int i = 0; i < all.length; i++) {
      double share = (ranks[i] - OFFSET) / (all.length - 2 * OFFSET + 1);
      scores[i / n][i % n] = normal.inverseCumulativeProbability(share);
    }
    return scores;
  }

  /** The root of the variance of all over that within chains (Gelman and Rubin 1992). */
  static double rHat(double[][] chains) {
    return Math.sqrt(variance(chains) / within(chains));
  }

  /** W, the mean variance of a chain. */
  private static double within(double[][] chains) {
    return Arrays.stream(chains).mapToDouble(StatUtils::variance).average().orElseThrow();
  }

  /** The variance of the law, from within and between chains. */
  private static double variance(double[][] chains) {
    double n = chains[0].length;
    double[] means = Arrays.stream(chains).mapToDouble(StatUtils::mean).toArray();
    return within(chains) * (n - 1) / n + StatUtils.variance(means);
  }

  /**
   * Draws over the autocorrelation time, which is summed over all chains at once and cut off where
   * Geyer's (1992) sequence of pairs is no longer positive and falling. Antithetic draws count at
   * most log10 of their number times that number.
   */
  static double effective(double[][] chains) {
    int n = chains[0].length;
    double draws = (double) chains.length * n;
    double within = within(chains);
    double variance = variance(chains);
    double[][] centred = centred(chains);
    double time = -1;
    double smallest = Double.POSITIVE_INFINITY;
    for (int lag = 0; lag + 1 < n; lag += 2) {
      double covariances = autocovariance(centred, lag) + autocovariance(centred, lag + 1);
      double pair = 2 - (2 * within - covariances) / variance;
      if (pair <= 0) {
        break;
      }
      smallest = Math.min(smallest, pair);
      time += 2 * smallest;
    }
    return draws / Math.max(time, 1 / Math.log10(draws));
  }

  private static double[][] centred(double[][] chains) {
    return Arrays.stream(chains)
        .map(
            chain -> {
              double mean = StatUtils.mean(chain);
              return DoubleStream.of(chain).map(value -> value - mean).toArray();
            })
        .toArray(double[][]::new);
  }

  /** The mean over chains, in the units of {@link #within}, which it is at lag 0. */
  private static double autocovariance(double[][] centred, int lag) {
    double sum = 0;
    for (double[] chain : centred) {
      for (int i = lag; i < chain.length; i++) {
        sum += chain[i] * chain[i - lag];
      }
    }
    return sum / centred.length / (centred[0].length - 1);
  }
}

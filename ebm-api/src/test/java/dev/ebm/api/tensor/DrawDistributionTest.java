package dev.ebm.api.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The laws of the draws, with fixed keys. A correct generator with other keys would fail each
 * comparison with probability 1e-6; the class makes fewer than 40.
 */
class DrawDistributionTest {

  private static final int N = 1 << 20;

  /** Kolmogorov's law: sup of the distance times sqrt(n) exceeds this with probability 1e-6. */
  private static final double KOLMOGOROV = 2.6934;

  /** A standard normal exceeds this in size with probability 1e-6. */
  private static final double NORMAL = 4.8916;

  /** Chi-square with 255 degrees of freedom exceeds this with probability 1e-6. */
  private static final double CHI_SQUARE_255 = 377.08;

  /** Catches a distance of 0.0027 between distribution functions. */
  @Test
  void drawsUniformly() {
    for (int seed = 0; seed < 3; seed++) {
      float[] draws = PhiloxTest.uniform(Philox.seed(seed), N);
      assertThat(distance(draws, u -> u)).isLessThan(KOLMOGOROV);
    }
  }

  /** Also where the smallest of a thousand neighbours is compared, which sees missing values. */
  @Test
  void drawsUniformlyNearZero() {
    float[] draws = PhiloxTest.uniform(Philox.seed(4), N);
    float[] smallest = new float[N / 1024];
    for (int i = 0; i < smallest.length; i++) {
      float least = 1;
      for (int k = 0; k < 1024; k++) {
        least = Math.min(least, draws[i * 1024 + k]);
      }
      smallest[i] = least;
    }
    assertThat(distance(smallest, u -> 1 - Math.pow(1 - u, 1024))).isLessThan(KOLMOGOROV);
  }

  @Test
  void drawsNormally() {
    for (int seed = 0; seed < 3; seed++) {
      float[] draws = PhiloxTest.normal(Philox.seed(seed), N);
      assertThat(distance(draws, DrawDistributionTest::normalCdf)).isLessThan(KOLMOGOROV);
    }
  }

  /** The moments of order 1 to 4 of a standard normal are 0, 1, 0 and 3. */
  @Test
  void drawsNormalsWithTheRightMoments() {
    float[] draws = PhiloxTest.normal(Philox.seed(5), N);
    double[] expected = {0, 1, 0, 3};
    double[] variance = {1, 2, 15, 96};
    for (int order = 1; order <= 4; order++) {
      double sum = 0;
      for (float x : draws) {
        sum += Math.pow(x, order) - expected[order - 1];
      }
      assertThat(Math.abs(sum) / Math.sqrt(N * variance[order - 1])).isLessThan(NORMAL);
    }
  }

  /**
   * Poisson's law with the expected count 66.4 leaves the range 31 to 110 with probability 1e-6.
   */
  @Test
  void drawsNormalsInTheTails() {
    float[] draws = PhiloxTest.normal(Philox.seed(6), N);
    long far = IntStream.range(0, N).filter(i -> Math.abs(draws[i]) > 4).count();
    assertThat(far).isBetween(31L, 110L);
  }

  @Test
  void drawsIndependentNeighbours() {
    float[] uniform = PhiloxTest.uniform(Philox.seed(7), N);
    float[] normal = PhiloxTest.normal(Philox.seed(7), N);
    for (int lag = 1; lag <= 4; lag++) {
      uncorrelated(
          Arrays.copyOf(uniform, N - lag), Arrays.copyOfRange(uniform, lag, N), 0.5, 1 / 12.0);
      uncorrelated(Arrays.copyOf(normal, N - lag), Arrays.copyOfRange(normal, lag, N), 0, 1);
    }
    assertThat(chiSquareOfPairs(uniform)).isLessThan(CHI_SQUARE_255);
  }

  /** Box and Muller's two outputs share a radius; their squares must still be uncorrelated. */
  @Test
  void drawsIndependentPairsOfNormals() {
    float[] normal = PhiloxTest.normal(Philox.seed(8), N);
    double sum = 0;
    for (int i = 0; i < N; i += 2) {
      double x = normal[i] * (double) normal[i] - 1;
      sum += x * (normal[i + 1] * (double) normal[i + 1] - 1);
    }
    assertThat(Math.abs(sum) / Math.sqrt(N / 2.0 * 4)).isLessThan(NORMAL);
  }

  @Test
  void makesIndependentStreamsByFolding() {
    TensorData key = Philox.seed(9);
    float[] base = PhiloxTest.uniform(key, N);
    TensorData[] folded = {
      Philox.fold(key, 0), Philox.fold(key, 1), Philox.fold(key, "noise"), Philox.seed(10)
    };
    for (TensorData other : folded) {
      uncorrelated(base, PhiloxTest.uniform(other, N), 0.5, 1 / 12.0);
    }
    uncorrelated(PhiloxTest.uniform(folded[0], N), PhiloxTest.uniform(folded[1], N), 0.5, 1 / 12.0);
  }

  /** As in a loop, where every iteration draws a little from a key of its own. */
  @Test
  void drawsUniformlyOverKeysThatDifferInACounter() {
    TensorData key = Philox.seed(11);
    float[] first = new float[1 << 16];
    float[] fourth = new float[first.length];
    for (int i = 0; i < first.length; i++) {
      float[] draws = PhiloxTest.uniform(Philox.fold(key, i), 4);
      first[i] = draws[0];
      fourth[i] = draws[3];
    }
    assertThat(distance(first, u -> u)).isLessThan(KOLMOGOROV);
    assertThat(distance(fourth, u -> u)).isLessThan(KOLMOGOROV);
    uncorrelated(first, fourth, 0.5, 1 / 12.0);
    uncorrelated(
        Arrays.copyOf(first, first.length - 1),
        Arrays.copyOfRange(first, 1, first.length),
        0.5,
        1 / 12.0);
  }

  private static double distance(float[] draws, DoubleUnaryOperator cdf) {
    float[] sorted = draws.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double worst = 0;
    for (int i = 0; i < n; i++) {
      double p = cdf.applyAsDouble(sorted[i]);
      worst = Math.max(worst, Math.max(p - (double) i / n, (i + 1.0) / n - p));
    }
    return worst * Math.sqrt(n);
  }

  private static void uncorrelated(float[] a, float[] b, double mean, double variance) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - mean) * (b[i] - mean);
    }
    assertThat(Math.abs(sum) / (variance * Math.sqrt(a.length))).isLessThan(NORMAL);
  }

  /** Neighbours counted on a grid of 16 by 16. */
  private static double chiSquareOfPairs(float[] draws) {
    long[] counts = new long[256];
    for (int i = 0; i < draws.length; i += 2) {
      counts[(int) (draws[i] * 16) * 16 + (int) (draws[i + 1] * 16)]++;
    }
    double expected = draws.length / 2.0 / 256;
    return Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected)).sum() / expected;
  }

  /** By the series of Abramowitz and Stegun, 1964, equation 26.2.11. */
  private static double normalCdf(double x) {
    double term = x;
    double sum = x;
    for (int k = 3; Math.abs(term) > Math.abs(sum) * 1e-17; k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }
}

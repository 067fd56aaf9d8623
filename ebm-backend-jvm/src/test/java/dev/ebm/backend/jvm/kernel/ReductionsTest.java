package dev.ebm.backend.jvm.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReductionsTest {

  private static final int[] WIDTHS = {1, 2, 3, 7, 8, 10, 15, 16, 17, 31, 63, 64, 65, 100, 130};

  /** Half an ulp of the result, and as much again for sums of some hundred terms inside. */
  private static final double EPSILON = 1e-6;

  static Stream<FloatKernels> kernels() {
    return AllKernels.all();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aMillionNumbersSumToSevenDigits(FloatKernels k) {
    float[] x = uniform(1_000_003);
    double truth = 0;
    for (int i = 1; i < x.length; i++) {
      truth += x[i];
    }
    assertThat(k.sum(x, 1, x.length - 1) / truth).isCloseTo(1, within(2e-7));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aMillionRowsSumToSixDigitsInEachColumn(FloatKernels k) {
    for (int n : new int[] {1, 2, 17}) {
      int rows = 1_000_000 / n;
      float[] x = uniform(rows * n);
      float[] y = new float[n];
      k.columnSums(x, 0, rows, n, n, y, 0, false);
      for (int j = 0; j < n; j++) {
        double truth = 0;
        for (int i = 0; i < rows; i++) {
          truth += x[i * n + j];
        }
        assertThat(y[j] / truth).as("column %s of %s", j, n).isCloseTo(1, within(EPSILON));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void sumsAndMaximaOfRowsAreThoseOfEachRow(FloatKernels k) {
    for (int n : WIDTHS) {
      int rows = 9;
      float[] x = uniform(2 + rows * n);
      float[] sums = new float[rows + 2];
      float[] maxes = new float[rows + 2];
      k.rowSums(x, 2, rows, n, sums, 1);
      k.rowMaxes(x, 2, rows, n, maxes, 1);
      for (int i = 0; i < rows; i++) {
        double sum = 0;
        float max = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < n; j++) {
          sum += x[2 + i * n + j];
          max = Math.max(max, x[2 + i * n + j]);
        }
        assertThat((double) sums[1 + i]).isCloseTo(sum, within(EPSILON * n));
        assertThat(sums[1 + i]).isEqualTo(k.sum(x, 2 + i * n, n));
        assertThat(maxes[1 + i]).isEqualTo(max).isEqualTo(k.max(x, 2 + i * n, n));
      }
      assertThat(new float[] {sums[0], sums[rows + 1], maxes[0], maxes[rows + 1]}).containsOnly(0);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void sumsAndMaximaOfColumnsTakeStridesAndAccumulate(FloatKernels k) {
    for (int n : WIDTHS) {
      for (int gap : new int[] {0, 3}) {
        for (boolean accumulate : new boolean[] {false, true}) {
          checkColumns(k, 203, n, n + gap, accumulate);
          checkColumns(k, 5, n, n + gap, accumulate);
        }
      }
    }
  }

  private static void checkColumns(
      FloatKernels k, int rows, int n, int stride, boolean accumulate) {
    float[] x = uniform(1 + rows * stride);
    float[] sums = new float[n + 2];
    float[] maxes = new float[n + 2];
    k.fill(0.75f, sums, 0, n + 2);
    k.fill(0.75f, maxes, 0, n + 2);
    k.columnSums(x, 1, rows, n, stride, sums, 1, accumulate);
    k.columnMaxes(x, 1, rows, n, stride, maxes, 1, accumulate);
    for (int j = 0; j < n; j++) {
      double sum = accumulate ? 0.75 : 0;
      float max = accumulate ? 0.75f : Float.NEGATIVE_INFINITY;
      for (int i = 0; i < rows; i++) {
        sum += x[1 + i * stride + j];
        max = Math.max(max, x[1 + i * stride + j]);
      }
      assertThat((double) sums[1 + j])
          .as("%s x %s, stride %s, column %s", rows, n, stride, j)
          .isCloseTo(sum, within(EPSILON * rows));
      assertThat(maxes[1 + j]).isEqualTo(max);
    }
    assertThat(new float[] {sums[0], sums[n + 1], maxes[0], maxes[n + 1]}).containsOnly(0.75f);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void nanAndInfinityComeThrough(FloatKernels k) {
    for (int n : WIDTHS) {
      for (int at = 0; at < n; at++) {
        float[] x = uniform(n);
        x[at] = Float.NaN;
        assertThat(k.sum(x, 0, n)).isNaN();
        assertThat(k.max(x, 0, n)).isNaN();
        x[at] = Float.NEGATIVE_INFINITY;
        assertThat(k.sum(x, 0, n)).isEqualTo(Float.NEGATIVE_INFINITY);
        float[] y = new float[n];
        x[at] = Float.NaN;
        k.columnSums(x, 0, 1, n, n, y, 0, false);
        assertThat(y[at]).isNaN();
        k.columnMaxes(x, 0, 1, n, n, y, 0, false);
        assertThat(y[at]).isNaN();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void emptyStretchesHaveNeutralResults(FloatKernels k) {
    assertThat(k.sum(new float[0], 0, 0)).isZero();
    assertThat(k.max(new float[0], 0, 0)).isEqualTo(Float.NEGATIVE_INFINITY);
    float[] y = {5, 5};
    k.columnSums(new float[0], 0, 0, 2, 2, y, 0, false);
    assertThat(y).containsExactly(0, 0);
  }

  private static float[] uniform(int n) {
    Random random = new Random(n);
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = random.nextFloat();
    }
    return x;
  }
}

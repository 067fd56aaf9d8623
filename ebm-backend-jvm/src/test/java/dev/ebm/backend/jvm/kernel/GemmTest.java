package dev.ebm.backend.jvm.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GemmTest {

  private static final int[][] SHAPES = {
    {1, 1, 1}, {640, 128, 128}, {128, 128, 512}, {97, 100, 100}, {50, 784, 70}, {64, 10, 784},
    {640, 2, 128}, {640, 128, 2}, {30, 70, 1}, {1, 128, 128}, {2, 65, 300}, {4, 300, 257},
    {7, 16, 256}, {13, 33, 513}, {200, 1, 700}, {5, 1, 15}, {300, 1, 3}, {2, 128, 640}
  };

  static Stream<FloatKernels> kernels() {
    return AllKernels.all();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void staysWithinTheRoundingBoundOnTheShapesOfNets(FloatKernels kernels) {
    for (int[] s : SHAPES) {
      for (boolean transposed : new boolean[] {false, true}) {
        for (boolean accumulate : new boolean[] {false, true}) {
          new Product(s[0], s[1], s[2], transposed, 0, accumulate).check(kernels);
        }
      }
    }
  }

  @Property(tries = 300)
  void staysWithinTheRoundingBoundOnAnyShapeAndStride(
      @ForAll @IntRange(min = 1, max = 70) int m,
      @ForAll @IntRange(min = 1, max = 300) int n,
      @ForAll @IntRange(min = 0, max = 540) int k,
      @ForAll boolean transposed,
      @ForAll @IntRange(min = 0, max = 5) int gap,
      @ForAll boolean accumulate) {
    for (FloatKernels kernels : AllKernels.list()) {
      new Product(m, n, k, transposed, gap, accumulate).check(kernels);
    }
  }

  @Property(tries = 200)
  void givesTheSameBitsHoweverItsRowsAreSplit(
      @ForAll @IntRange(min = 2, max = 130) int m,
      @ForAll @IntRange(min = 1, max = 150) int n,
      @ForAll @IntRange(min = 1, max = 600) int k,
      @ForAll boolean transposed,
      @ForAll boolean accumulate,
      @ForAll @IntRange(min = 1, max = 129) int cut) {
    int rows = Math.min(cut, m - 1);
    for (FloatKernels kernels : AllKernels.list()) {
      Product product = new Product(m, n, k, transposed, 1, accumulate);
      float[] whole = product.c.clone();
      product.run(kernels, whole, 0, m);
      float[] parts = product.c.clone();
      product.run(kernels, parts, rows, m);
      product.run(kernels, parts, 0, rows);
      assertThat(parts).containsExactly(whole);
    }
  }

  @Property(tries = 200)
  void infinitiesAndNansReachTheirRowsAndColumnsOnly(
      @ForAll @IntRange(min = 2, max = 70) int m,
      @ForAll @IntRange(min = 1, max = 150) int n,
      @ForAll @IntRange(min = 1, max = 300) int k,
      @ForAll boolean transposed,
      @ForAll Random random) {
    for (FloatKernels kernels : AllKernels.list()) {
      Product product = new Product(m, n, k, transposed, 0, false);
      int row = random.nextInt(m);
      int column = random.nextInt(n);
      product.a[product.aAt(row, random.nextInt(k))] = Float.POSITIVE_INFINITY;
      product.b[product.bAt(random.nextInt(k), column)] = Float.NaN;
      product.run(kernels, product.c, 0, m);
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          float c = product.c[product.cAt(i, j)];
          if (j == column) {
            assertThat(c).isNaN();
          } else {
            assertThat(Float.isInfinite(c)).isEqualTo(i == row);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void anInfinityInARowStaysAnInfinityInNarrowProducts(FloatKernels kernels) {
    for (int n = 1; n <= 5; n++) {
      for (int k = 1; k < 50; k++) {
        for (int p = 0; p < k; p++) {
          Product product = new Product(7, n, k, false, 0, false);
          int row = p % 7;
          product.a[product.aAt(row, p)] = Float.NEGATIVE_INFINITY;
          product.run(kernels, product.c, 0, 7);
          for (int i = 0; i < 7; i++) {
            assertThat(Float.isInfinite(product.c[product.cAt(i, n - 1)])).isEqualTo(i == row);
            assertThat(product.c[product.cAt(i, n - 1)]).isNotNaN();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void transposes(FloatKernels kernels) {
    for (int rows : new int[] {1, 3, 16, 17, 50}) {
      for (int columns : new int[] {1, 2, 15, 16, 33, 128}) {
        float[] x = numbers(2 + rows * (columns + 1), new Random(1));
        float[] y = new float[3 + columns * (rows + 2)];
        kernels.transpose(rows, columns, x, 2, columns + 1, y, 3, rows + 2);
        float[] truth = new float[y.length];
        for (int i = 0; i < rows; i++) {
          for (int j = 0; j < columns; j++) {
            truth[3 + j * (rows + 2) + i] = x[2 + i * (columns + 1) + j];
          }
        }
        assertThat(y).containsExactly(truth);
      }
    }
  }

  private static float[] numbers(int n, Random random) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  /** Random operands of one product, at odd offsets and with gaps between rows. */
  private static final class Product {
    private final int m;
    private final int n;
    private final int k;
    private final int aRowStride;
    private final int aColumnStride;
    private final int bRowStride;
    private final int cRowStride;
    private final boolean accumulate;
    private final float[] a;
    private final float[] b;
    private final float[] c;

    Product(int m, int n, int k, boolean transposed, int gap, boolean accumulate) {
      Random random = new Random(m * 31L + n * 17L + k);
      this.m = m;
      this.n = n;
      this.k = k;
      aRowStride = transposed ? 1 : k + gap;
      aColumnStride = transposed ? m + gap : 1;
      bRowStride = n + gap;
      cRowStride = n + gap;
      this.accumulate = accumulate;
      a = numbers(1 + (m + gap) * (k + gap), random);
      b = numbers(2 + k * bRowStride, random);
      c = numbers(3 + m * cRowStride, random);
    }

    int aAt(int i, int p) {
      return 1 + i * aRowStride + p * aColumnStride;
    }

    int bAt(int p, int j) {
      return 2 + p * bRowStride + j;
    }

    int cAt(int i, int j) {
      return 3 + i * cRowStride + j;
    }

    void run(FloatKernels kernels, float[] result, int from, int to) {
      kernels.gemm(
          to - from,
          n,
          k,
          a,
          aAt(from, 0),
          aRowStride,
          aColumnStride,
          b,
          2,
          bRowStride,
          result,
          cAt(from, 0),
          cRowStride,
          accumulate);
    }

    /** |error| of k fused or unfused terms is at most about k + 2 roundings of the sum of sizes. */
    void check(FloatKernels kernels) {
      float[] result = c.clone();
      run(kernels, result, 0, m);
      float[] untouched = result.clone();
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = accumulate ? c[cAt(i, j)] : 0;
          double sizes = Math.abs(sum);
          for (int p = 0; p < k; p++) {
            double term = (double) a[aAt(i, p)] * b[bAt(p, j)];
            sum += term;
            sizes += Math.abs(term);
          }
          double bound = (k + 2) * 0x1p-24 * sizes;
          if (!(Math.abs(result[cAt(i, j)] - sum) <= bound)) {
            assertThat((double) result[cAt(i, j)])
                .as("%s: %s x %s x %s at %s, %s", kernels.description(), m, n, k, i, j)
                .isEqualTo(sum);
          }
        }
        System.arraycopy(c, cAt(i, 0), untouched, cAt(i, 0), n);
      }
      assertThat(Arrays.equals(untouched, c)).as("elements outside C are as before").isTrue();
    }
  }
}

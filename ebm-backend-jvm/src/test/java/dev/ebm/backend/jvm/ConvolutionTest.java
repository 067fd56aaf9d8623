package dev.ebm.backend.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Layers;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Convolutions, their derivatives by the images and by the filters, against a plain loop. */
class ConvolutionTest {

  /** Elements are between -1 and 1 and a sum has fewer than 20,000: roundings of 6e-8 each. */
  private static final double ROUNDING = 1e-3;

  private static final JvmBackend VECTOR = new JvmBackend(2);
  private static final JvmBackend SCALAR = new JvmBackend(1, FloatKernels.scalar(), false);

  /** Sizes of a convolution that has at least one result. */
  record Case(Shape images, Shape filters, Attribute.Convolution how) {

    Shape results() {
      return Shape.of(images.dim(0), filters.dim(0), size(0), size(1));
    }

    private int size(int axis) {
      int padded = images.dim(2 + axis) + how.low().get(axis) + how.high().get(axis);
      return (padded - filters.dim(2 + axis)) / how.stride().get(axis) + 1;
    }

    /** The convolution, and for a cotangent its derivatives by images and filters. */
    Program program() {
      Program.Builder program = Program.builder("convolution");
      Tensor x = program.input("x", TensorType.float32(images.dims()));
      Tensor w = program.input("w", TensorType.float32(filters.dims()));
      Tensor g = program.input("g", TensorType.float32(results().dims()));
      Tensor y = Layers.conv2d(x, w, how);
      List<Tensor> derivatives = Gradients.of(y.mul(g).sum(), List.of(x, w));
      return program
          .output("y", y)
          .output("by images", derivatives.get(0))
          .output("by filters", derivatives.get(1))
          .build();
    }

    List<TensorData> inputs(long seed) {
      Random random = new Random(seed);
      return List.of(random(images, random), random(filters, random), random(results(), random));
    }

    private static TensorData random(Shape shape, Random random) {
      float[] elements = new float[shape.size()];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = 2 * random.nextFloat() - 1;
      }
      return TensorData.of(elements, shape.dims());
    }

    /** The three results, by a loop over all pixels of the result and all weights. */
    List<double[]> expected(List<TensorData> inputs) {
      double[] x = inputs.get(0).toDoubles();
      double[] w = inputs.get(1).toDoubles();
      double[] g = inputs.get(2).toDoubles();
      double[] y = new double[g.length];
      double[] dx = new double[x.length];
      double[] dw = new double[w.length];
      int[] out = results().dims();
      for (int at = 0; at < g.length; at++) {
        int column = at % out[3];
        int row = at / out[3] % out[2];
        int o = at / (out[3] * out[2]) % out[1];
        int b = at / (out[3] * out[2] * out[1]);
        for (int k = 0; k < w.length / out[1]; k++) {
          int i =
              row * how.stride().get(0) + k / filters.dim(3) % filters.dim(2) - how.low().get(0);
          int j = column * how.stride().get(1) + k % filters.dim(3) - how.low().get(1);
          int c = k / (filters.dim(3) * filters.dim(2));
          if (i >= 0 && i < images.dim(2) && j >= 0 && j < images.dim(3)) {
            int pixel = ((b * images.dim(1) + c) * images.dim(2) + i) * images.dim(3) + j;
            int weight = o * (w.length / out[1]) + k;
            y[at] += x[pixel] * w[weight];
            dx[pixel] += g[at] * w[weight];
            dw[weight] += g[at] * x[pixel];
          }
        }
      }
      return List.of(y, dx, dw);
    }
  }

  @Property(tries = 300)
  void equalsAPlainLoop(@ForAll("small") Case sizes, @ForAll long seed) {
    check(sizes, seed);
  }

  @Property(tries = 25)
  void equalsAPlainLoopOnLargeImages(@ForAll("large") Case sizes, @ForAll long seed) {
    check(sizes, seed);
  }

  private static void check(Case sizes, long seed) {
    List<TensorData> inputs = sizes.inputs(seed);
    List<double[]> expected = sizes.expected(inputs);
    List<TensorData> vector = Runs.run(VECTOR, sizes.program(), inputs);
    List<TensorData> scalar = Runs.run(SCALAR, sizes.program(), inputs);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(vector.get(i).toDoubles()).containsExactly(expected.get(i), within(ROUNDING));
      assertThat(scalar.get(i).toDoubles()).containsExactly(expected.get(i), within(ROUNDING));
    }
  }

  @Property(tries = 100)
  void equalsAPlainLoopInFloat64(@ForAll("small") Case sizes, @ForAll long seed) {
    List<TensorData> inputs = sizes.inputs(seed);
    List<TensorData> wide =
        inputs.stream().map(data -> TensorData.of(data.toDoubles(), data.shape().dims())).toList();
    List<double[]> expected = sizes.expected(inputs);
    List<TensorData> actual = Runs.run(VECTOR, sizes.program().withPrecision(DType.FLOAT64), wide);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i).toDoubles()).containsExactly(expected.get(i), within(1e-12));
    }
  }

  /** Images of 28 and 7 pixels are laid out in the two ways that there are. */
  @ParameterizedTest
  @ValueSource(ints = {28, 7})
  void givesTheSameBitsOnAnyNumberOfThreads(int pixels) {
    List<Integer> one = List.of(1, 1);
    Case sizes =
        new Case(
            Shape.of(50, 8, pixels, pixels),
            Shape.of(16, 8, 3, 3),
            new Attribute.Convolution(one, one, one));
    List<TensorData> inputs = sizes.inputs(3);
    List<TensorData> expected;
    try (JvmBackend backend = new JvmBackend(1)) {
      expected = Runs.run(backend, sizes.program(), inputs);
    }
    for (int threads : new int[] {2, 4}) {
      try (JvmBackend backend = new JvmBackend(threads)) {
        assertThat(Runs.run(backend, sizes.program(), inputs)).isEqualTo(expected);
      }
    }
  }

  @Provide
  static Arbitrary<Case> small() {
    return cases(Arbitraries.integers().between(1, 9), Arbitraries.integers().between(1, 5), 5);
  }

  @Provide
  static Arbitrary<Case> large() {
    return cases(Arbitraries.integers().between(14, 40), Arbitraries.integers().between(6, 20), 2);
  }

  private static Arbitrary<Case> cases(
      Arbitrary<Integer> pixels, Arbitrary<Integer> channels, int images) {
    Arbitrary<List<Integer>> taps = pairs(1, 4);
    Arbitrary<List<Integer>> sides = pixels.list().ofSize(2);
    Arbitrary<List<Integer>> counts = channels.list().ofSize(2);
    Arbitrary<Attribute.Convolution> ways =
        Combinators.combine(pairs(1, 3), pairs(0, 5), pairs(0, 5)).as(Attribute.Convolution::new);
    return Combinators.combine(Arbitraries.integers().between(1, images), counts, sides, taps, ways)
        .as(
            (b, c, side, tap, way) ->
                new Case(
                    Shape.of(b, c.get(0), side.get(0), side.get(1)),
                    Shape.of(c.get(1), c.get(0), tap.get(0), tap.get(1)),
                    way))
        .filter(ConvolutionTest::hasResults);
  }

  private static Arbitrary<List<Integer>> pairs(int from, int to) {
    return Arbitraries.integers().between(from, to).list().ofSize(2);
  }

  private static boolean hasResults(Case sizes) {
    for (int axis = 0; axis < 2; axis++) {
      int padded =
          sizes.images.dim(2 + axis) + sizes.how.low().get(axis) + sizes.how.high().get(axis);
      if (padded < sizes.filters.dim(2 + axis)) {
        return false;
      }
    }
    return true;
  }

  @AfterContainer
  static void close() {
    VECTOR.close();
    SCALAR.close();
  }
}

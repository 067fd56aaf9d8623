package dev.ebm.backend.tf;

import static dev.ebm.api.tensor.Tensors.fill;
import static dev.ebm.api.tensor.Tensors.loop;
import static dev.ebm.api.tensor.Tensors.scan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors.ScanStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Draws by TensorFlow's own generator. Keys are fixed, so that a test that passes once always does;
 * its false-failure rate is that of choosing another key.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrawsTest {

  private static final int MANY = 200_000;

  /** Kolmogorov's distribution is beyond 2.6 with probability 3e-6. */
  private static final double KOLMOGOROV = 2.6;

  /** A normal number is beyond 5 with probability 6e-7. */
  private static final double SIGMAS = 5;

  private Backend backend;

  @BeforeAll
  void open() {
    backend = new TfBackendFactory().open(new TfConfig(1, "cpu", TfConfig.Random.NATIVE));
  }

  @AfterEach
  void leavesNothingOpen() {
    assertThat(backend.liveValues()).isZero();
  }

  @AfterAll
  void close() {
    backend.close();
  }

  private List<TensorData> draw(long seed, Function<Key, List<Tensor>> draws) {
    return draw(seed, DType.FLOAT32, draws);
  }

  private List<TensorData> draw(long seed, DType precision, Function<Key, List<Tensor>> draws) {
    Program.Builder builder = Program.builder("draws");
    List<Tensor> drawn = draws.apply(builder.key("key"));
    for (int k = 0; k < drawn.size(); k++) {
      builder.output("draw" + k, drawn.get(k));
    }
    try (Executable executable = backend.compile(builder.build().withPrecision(precision))) {
      return TfTest.run(backend, executable, Philox.seed(seed));
    }
  }

  @Test
  void tellsWhoDraws() {
    assertThat(backend.description()).endsWith("native random numbers");
  }

  @Test
  void drawsTheSameFromTheSameKey() {
    Function<Key, List<Tensor>> draws =
        key -> List.of(key.normal(100), key.fold("a").uniform(100), key.fold(7).normal(10, 3));
    assertThat(draw(1, draws)).isEqualTo(draw(1, draws));
    List<TensorData> one = draw(1, draws);
    List<TensorData> other = draw(2, draws);
    for (int k = 0; k < one.size(); k++) {
      assertThat(one.get(k)).isNotEqualTo(other.get(k));
    }
  }

  @Test
  void readsBothHalvesOfAKey() {
    Program.Builder builder = Program.builder("halves");
    Key key = builder.key("key");
    builder.output("draw", key.uniform(4)).output("folded", key.fold(1).uniform(4));
    List<Float> all = new ArrayList<>();
    try (Executable executable = backend.compile(builder.build())) {
      for (TensorData one :
          List.of(TensorData.key(1, 2), TensorData.key(1, 3), TensorData.key(0, 2))) {
        TfTest.run(backend, executable, one).forEach(data -> all.addAll(floats(data)));
      }
    }
    assertThat(all).doesNotHaveDuplicates();
  }

  /** Seven keys, no two of which give the same first draws. */
  @Test
  void drawsDifferentlyFromFoldedKeys() {
    List<TensorData> drawn =
        draw(
            3,
            key ->
                List.of(
                    key.uniform(8),
                    key.fold("a").uniform(8),
                    key.fold("b").uniform(8),
                    key.fold(0).uniform(8),
                    key.fold(1).uniform(8),
                    key.fold(-1).uniform(8),
                    key.fold("a").fold("b").uniform(8)));
    List<Float> all = new ArrayList<>();
    drawn.forEach(data -> all.addAll(floats(data)));
    assertThat(all).doesNotHaveDuplicates();
  }

  private static List<Float> floats(TensorData data) {
    return IntStream.range(0, data.shape().size()).mapToObj(i -> data.floats()[i]).toList();
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void drawsUniformlyAndNormally(DType precision) {
    List<TensorData> drawn =
        draw(4, precision, key -> List.of(key.uniform(MANY), key.fold("normal").normal(MANY)));
    assertThat(drawn.get(0).type().dtype()).isEqualTo(precision);
    assertThat(kolmogorov(drawn.get(0).toDoubles(), x -> x)).isLessThan(KOLMOGOROV);
    assertThat(kolmogorov(drawn.get(1).toDoubles(), DrawsTest::normalBelow)).isLessThan(KOLMOGOROV);
    assertThat(Arrays.stream(drawn.get(0).toDoubles())).allMatch(x -> 0 <= x && x < 1);
    double[] normal = drawn.get(1).toDoubles();
    double scale = Math.sqrt(MANY);
    assertThat(Math.abs(moment(normal, 1)) * scale).isLessThan(SIGMAS);
    assertThat(Math.abs(moment(normal, 2) - 1) * scale / Math.sqrt(2)).isLessThan(SIGMAS);
    assertThat(Math.abs(moment(normal, 3)) * scale / Math.sqrt(15)).isLessThan(SIGMAS);
    assertThat(Math.abs(moment(normal, 4) - 3) * scale / Math.sqrt(96)).isLessThan(SIGMAS);
  }

  /** Correlations of 4 folds with each other and with their parent: 10 pairs. */
  @Test
  void drawsIndependentlyFromFoldedKeys() {
    List<TensorData> drawn =
        draw(
            5,
            key ->
                List.of(
                    key.normal(MANY),
                    key.fold(0).normal(MANY),
                    key.fold(1).normal(MANY),
                    key.fold("a").normal(MANY),
                    key.fold("a").fold(0).normal(MANY)));
    for (int a = 0; a < drawn.size(); a++) {
      for (int b = 0; b < a; b++) {
        float[] x = drawn.get(a).floats();
        float[] y = drawn.get(b).floats();
        double product = IntStream.range(0, MANY).mapToDouble(i -> x[i] * (double) y[i]).sum();
        assertThat(Math.abs(product) / Math.sqrt(MANY)).isLessThan(SIGMAS);
      }
    }
  }

  /** A loop draws in each iteration what the unrolled program draws. */
  @Test
  void drawsInEveryIterationOfLoops() {
    List<TensorData> drawn =
        draw(
            6,
            key -> {
              List<Tensor> all = new ArrayList<>();
              Tensor stacked =
                  scan(
                          4,
                          List.of(),
                          List.of(),
                          (i, none, no) -> new ScanStep(List.of(), List.of(key.fold(i).normal(5))))
                      .collected()
                      .get(0);
              all.add(stacked);
              all.add(loop(0, List.of(fill(1, 5)), (i, x) -> List.of(key.normal(5))).get(0));
              IntStream.range(0, 4).forEach(i -> all.add(key.fold(i).normal(5)));
              return all;
            });
    float[] stacked = drawn.get(0).floats();
    for (int i = 0; i < 4; i++) {
      assertThat(Arrays.copyOfRange(stacked, 5 * i, 5 * i + 5))
          .containsExactly(drawn.get(2 + i).floats());
    }
    assertThat(drawn.get(1).floats()).containsOnly(1);
  }

  /**
   * The derivative of x_n by x_0 in x_{i+1} = x_i z_i is the product of the draws, if the loop of
   * the derivative sees the numbers that the first loop saw.
   */
  @Test
  void drawsTheSameInDerivativesOfLoops() {
    Program.Builder builder = Program.builder("product");
    Key key = builder.key("key");
    Tensor x = builder.input("x", TensorType.float32(3));
    Tensor y = loop(5, List.of(x), (i, v) -> List.of(v.get(0).mul(key.fold(i).normal(3)))).get(0);
    builder.output("y", y).output("derivative", Gradients.of(y.sum(), x));
    try (Executable executable = backend.compile(builder.build())) {
      List<TensorData> results =
          TfTest.run(backend, executable, Philox.seed(7), TensorData.of(new float[] {1, 1, 1}, 3));
      float[] product = results.get(0).floats();
      float[] derivative = results.get(1).floats();
      for (int i = 0; i < 3; i++) {
        assertThat(derivative[i]).isCloseTo(product[i], withinPercentage(1e-4));
      }
    }
  }

  @Test
  void foldsWithNumbersThatAreGivenWhenTheProgramRuns() {
    Program.Builder builder = Program.builder("step");
    Key key = builder.key("key");
    Tensor step = builder.input("step", new TensorType(DType.INT32, fill(0).shape()));
    builder.output("by input", key.fold(step).uniform(4));
    builder.output("by constant", key.fold(-9).uniform(4));
    try (Executable executable = backend.compile(builder.build())) {
      List<TensorData> results =
          TfTest.run(backend, executable, Philox.seed(8), TensorData.scalar(-9));
      assertThat(results.get(0)).isEqualTo(results.get(1));
    }
  }

  private static double moment(double[] values, int order) {
    return Arrays.stream(values).map(x -> Math.pow(x, order)).average().orElseThrow();
  }

  /** The largest distance of the distribution functions times the root of the number. */
  private static double kolmogorov(double[] values, DoubleUnaryOperator below) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double largest = 0;
    for (int i = 0; i < n; i++) {
      double expected = below.applyAsDouble(sorted[i]);
      largest = Math.max(largest, Math.max((i + 1.0) / n - expected, expected - i / (double) n));
    }
    return largest * Math.sqrt(n);
  }

  /** Phi(x) by the series of odd powers (Marsaglia 2004), to 1e-12 in the range of the draws. */
  private static double normalBelow(double x) {
    double sum = x;
    double term = x;
    for (int k = 3; Math.abs(term) > 1e-17; k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }
}

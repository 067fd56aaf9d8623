package dev.ebm.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import dev.ebm.testkit.contract.ZTest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The noise laws: densities in closed form, and draws that follow them. */
class NoiseLawTest {

  private static final int D = OnWaves.D;
  private static final int N = 20_000;

  private static final double[][] ROWS = OnWaves.ROWS;
  private static final int ROW_COUNT = ROWS.length;

  static Map<String, NoiseLaw> laws() {
    Supplier<TensorData> rows = OnWaves::rows;
    return Map.of(
        "gaussian", new GaussianNoise(D, rows),
        "uniform", new UniformNoise(D, rows),
        "kernel", new KernelNoise(D, ROW_COUNT, rows),
        "kernel of fewer rows", new KernelNoise(D, 2 * ROW_COUNT + 1, rows));
  }

  static List<String> names() {
    return List.copyOf(laws().keySet());
  }

  private static List<TensorData> run(
      NoiseLaw law, BiFunction<Tree<Tensor>, Key, List<Tensor>> body) {
    try (JvmBackend backend = new JvmBackend(1)) {
      return new Traced(backend, DType.FLOAT64)
          .run(
              5,
              List.of(),
              (key, in) ->
                  body.apply(law.fitted().map(p -> p.initializer().initial(key, p.shape())), key));
    }
  }

  private static double[] logDensity(NoiseLaw law, double scale, double[]... rows) {
    double[] flat = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    TensorData data = TensorData.fromDoubles(TensorType.float32(rows.length, rows[0].length), flat);
    return run(
            law,
            (fitted, key) ->
                List.of(law.logDensity(fitted, Tensors.constant(scale), Tensors.constant(data))))
        .get(0)
        .toDoubles();
  }

  private static double[] means() {
    return IntStream.range(0, D)
        .mapToDouble(i -> Arrays.stream(ROWS).mapToDouble(r -> r[i]).average().orElseThrow())
        .toArray();
  }

  private static double covariance(int i, int j) {
    double[] means = means();
    return Arrays.stream(ROWS)
        .mapToDouble(r -> (r[i] - means[i]) * (r[j] - means[j]))
        .average()
        .orElseThrow();
  }

  private static final double[][] POINTS = {{0.2, 0.1, -0.3}, {1.5, -1, 1}, {-0.7, 0.6, 0.9}};

  @ParameterizedTest
  @ValueSource(doubles = {1, 1.7})
  void gaussianHasTheDensityOfTheRowsMeanAndCovariance(double scale) {
    double[] expected = Arrays.stream(POINTS).mapToDouble(x -> normal(x, means(), scale)).toArray();
    assertThat(logDensity(new GaussianNoise(D, OnWaves::rows), scale, POINTS))
        .containsExactly(expected, within(2e-6));
  }

  /** With the rows' covariance times the square of a scale; by Cramer's rule, not by factors. */
  private static double normal(double[] x, double[] mean, double scale) {
    double[][] c = new double[D][D];
    for (int i = 0; i < D; i++) {
      for (int j = 0; j < D; j++) {
        c[i][j] = scale * scale * covariance(i, j);
      }
    }
    double square = 0;
    for (int i = 0; i < D; i++) {
      double[][] replaced = Arrays.stream(c).map(double[]::clone).toArray(double[][]::new);
      for (int k = 0; k < D; k++) {
        replaced[k][i] = x[k] - mean[k];
      }
      square += (x[i] - mean[i]) * determinant(replaced) / determinant(c);
    }
    return -square / 2 - Math.log(determinant(c)) / 2 - D * Math.log(2 * Math.PI) / 2;
  }

  private static double determinant(double[][] m) {
    return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
        - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
  }

  @Test
  void uniformCoversTheRowsAndAMargin() {
    double scale = 0.5;
    double logVolume = 0;
    double[] beyond = POINTS[0].clone();
    double[] within = POINTS[0].clone();
    for (int i = 0; i < D; i++) {
      int column = i;
      double low = Arrays.stream(ROWS).mapToDouble(r -> r[column]).min().orElseThrow();
      double high = Arrays.stream(ROWS).mapToDouble(r -> r[column]).max().orElseThrow();
      double margin = scale * Math.sqrt(covariance(i, i));
      logVolume += Math.log(high - low + 2 * margin);
      if (i == 2) {
        beyond[2] = high + 1.01 * margin;
        within[2] = high + 0.99 * margin;
      }
    }
    double[] found =
        logDensity(new UniformNoise(D, OnWaves::rows), scale, POINTS[0], within, beyond);
    assertThat(found[0]).isCloseTo(-logVolume, within(1e-6));
    assertThat(found[1]).isCloseTo(-logVolume, within(1e-6));
    assertThat(found[2]).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(logDensity(new UniformNoise(D, OnWaves::rows), scale, ROWS))
        .doesNotContain(Double.NEGATIVE_INFINITY);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.4})
  void kernelIsTheMixtureAroundTheRows(double scale) {
    double[] expected =
        Arrays.stream(POINTS)
            .mapToDouble(
                x ->
                    Math.log(
                        Arrays.stream(ROWS)
                            .mapToDouble(
                                centre -> {
                                  double density = 1;
                                  for (int i = 0; i < D; i++) {
                                    double h =
                                        scale
                                            * Math.sqrt(covariance(i, i))
                                            * Math.pow(ROW_COUNT, -1.0 / (D + 4));
                                    density *=
                                        Math.exp(-Math.pow((x[i] - centre[i]) / h, 2) / 2)
                                            / h
                                            / Math.sqrt(2 * Math.PI);
                                  }
                                  return density;
                                })
                            .average()
                            .orElseThrow()))
            .toArray();
    assertThat(logDensity(new KernelNoise(D, ROW_COUNT, OnWaves::rows), scale, POINTS))
        .containsExactly(expected, within(1e-5));
    assertThat(logDensity(new KernelNoise(D, 2 * ROW_COUNT, OnWaves::rows), scale, POINTS))
        .as("each row twice")
        .containsExactly(expected, within(1e-5));
  }

  private static double[][] asRows(TensorData data) {
    int d = data.shape().dim(1);
    double[] flat = data.toDoubles();
    return IntStream.range(0, data.shape().dim(0))
        .mapToObj(r -> Arrays.copyOfRange(flat, r * d, (r + 1) * d))
        .toArray(double[][]::new);
  }

  /**
   * A draw comes with its own density; and E q(x) / p(x) = 1 for two normal q inside of p, which
   * draws of another law or width miss.
   */
  @ParameterizedTest
  @MethodSource("names")
  void drawsFollowTheDensity(String name) {
    assertDrawsFollowTheDensity(laws().get(name), 1);
    assertDrawsFollowTheDensity(laws().get(name), 1.5);
  }

  private static void assertDrawsFollowTheDensity(NoiseLaw law, double scale) {
    List<TensorData> found =
        run(
            law,
            (fitted, key) -> {
              Tensor width = Tensors.constant(scale);
              NoiseLaw.Draws draws = law.draw(fitted, width, key.fold("draw"), N);
              return List.of(
                  draws.rows(), draws.logDensity(), law.logDensity(fitted, width, draws.rows()));
            });
    double[][] rows = asRows(found.get(0));
    double[] own = found.get(1).toDoubles();
    assertThat(found.get(2).toDoubles()).containsExactly(own, within(1e-5));
    ZTest test = new ZTest(2);
    double[] beside = means();
    beside[1] += 0.2;
    for (double[] centre : List.of(means(), beside)) {
      test.assertMean(
          "integral of a density",
          IntStream.range(0, N)
              .mapToDouble(i -> Math.exp(normal(rows[i], centre, 0.6) - own[i]))
              .toArray(),
          1);
    }
  }

  /**
   * A law with one mistake.
   *
   * @param wider the factor of the width of draws, which the density does not know
   * @param missing from the log-density
   */
  private record Mistaken(NoiseLaw law, double wider, double missing) implements NoiseLaw {
    @Override
    public Tree<Parameter> fitted() {
      return law.fitted();
    }

    @Override
    public Draws draw(Tree<Tensor> fitted, Tensor scale, Key key, int count) {
      Tensor rows = law.draw(fitted, scale.mul(wider), key, count).rows();
      return new Draws(rows, logDensity(fitted, scale, rows));
    }

    @Override
    public Tensor logDensity(Tree<Tensor> fitted, Tensor scale, Tensor rows) {
      return law.logDensity(fitted, scale, rows).sub(missing);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void mistakesAreNoticed(String name) {
    NoiseLaw law = laws().get(name);
    for (NoiseLaw mutant : List.of(new Mistaken(law, 1.5, 0), new Mistaken(law, 1, 0.2))) {
      assertThatThrownBy(() -> assertDrawsFollowTheDensity(mutant, 1))
          .isInstanceOf(AssertionError.class);
    }
  }

  private static final double[] BITS = {1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0};

  /** Four rows of three bits. */
  private static NoiseLaw bernoulli() {
    return new BernoulliNoise(D, () -> TensorData.fromDoubles(TensorType.float32(4, D), BITS));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 2})
  void bernoulliHasTheSmoothedFrequenciesOfTheRows(double scale) {
    assertHasTheSmoothedFrequencies(bernoulli(), scale);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 2})
  void mistakesInBitsAreNoticed(double scale) {
    NoiseLaw odd = bernoulli();
    for (NoiseLaw mutant : List.of(new Mistaken(odd, 1.5, 0), new Mistaken(odd, 1, 0.2))) {
      assertThatThrownBy(() -> assertHasTheSmoothedFrequencies(mutant, scale))
          .isInstanceOf(AssertionError.class);
    }
  }

  /** Densities of all rows, and a z-test of each bit that notices a frequency off by 0.03. */
  private static void assertHasTheSmoothedFrequencies(NoiseLaw law, double scale) {
    double[] p = new double[D];
    for (int i = 0; i < D; i++) {
      double ones = BITS[i] + BITS[3 + i] + BITS[6 + i] + BITS[9 + i];
      double odds = Math.pow((ones + 0.5) / (4 - ones + 0.5), 1 / scale);
      p[i] = odds / (1 + odds);
    }
    double[][] all =
        IntStream.range(0, 1 << D)
            .mapToObj(s -> new double[] {s & 1, s >> 1 & 1, s >> 2 & 1})
            .toArray(double[][]::new);
    double[] expected =
        Arrays.stream(all)
            .mapToDouble(
                x ->
                    IntStream.range(0, D)
                        .mapToDouble(i -> Math.log(x[i] == 1 ? p[i] : 1 - p[i]))
                        .sum())
            .toArray();
    assertThat(logDensity(law, scale, all)).containsExactly(expected, within(1e-6));
    double[][] drawn =
        asRows(
            run(
                    law,
                    (fitted, key) ->
                        List.of(law.draw(fitted, Tensors.constant(scale), key, N).rows()))
                .get(0));
    for (int i = 0; i < D; i++) {
      int bit = i;
      new ZTest(2 * D)
          .assertMean("bit", Arrays.stream(drawn).mapToDouble(x -> x[bit]).toArray(), p[i]);
    }
  }

  @Test
  void refusesRowsWithoutSpread() {
    Supplier<TensorData> plane =
        () -> TensorData.of(new float[] {1, 2, 3, 2, 4, 1, 3, 6, 5, 0, 0, 2}, 4, 3);
    Supplier<TensorData> constant =
        () -> TensorData.of(new float[] {1, 7, 3, 2, 7, 1, 3, 7, 5, 0, 7, 2}, 4, 3);
    assertThatThrownBy(() -> new GaussianNoise(3, plane).fitted().map(p -> initial(p)))
        .hasMessageContaining(
            "EBM-M012 noise 'gaussian': 4 training rows have no spread in feature 1 given those"
                + " before, so that the law has no density (");
    for (NoiseLaw law : List.of(new UniformNoise(3, constant), new KernelNoise(3, 4, constant))) {
      assertThatThrownBy(() -> law.fitted().map(p -> initial(p)))
          .hasMessageContaining("EBM-M012")
          .hasMessageContaining("no spread in feature 1,");
    }
  }

  private static Tensor initial(Parameter parameter) {
    return parameter.initializer().initial(Program.builder("p").key("key"), parameter.shape());
  }
}

package dev.ebm.testkit;

import static dev.ebm.api.tensor.Tensors.constant;
import static dev.ebm.api.tensor.Tensors.fill;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The laws of the draws that are composed of uniform ones, with fixed keys. Right draws from other
 * keys would fail each comparison with probability 1e-6; the class makes 12.
 */
class KeyDistributionTest {

  private static final int N = 1 << 16;

  /** Kolmogorov's law: sup of the distance times sqrt(n) exceeds this with probability 1e-6. */
  private static final double KOLMOGOROV = 2.6934;

  /** A standard normal exceeds this in size with probability 1e-6. */
  private static final double NORMAL = 4.8916;

  /** Chi-square with 3 degrees of freedom exceeds this with probability 1e-6; with 2 less often. */
  private static final double CHI_SQUARE_3 = 30.66;

  @Test
  void drawsExponentially() {
    double[] drawn = draw(1, key -> key.exponential(N));
    assertThat(Kolmogorov.distance(drawn, x -> -Math.expm1(-x))).isLessThan(KOLMOGOROV);
    assertThat(Arrays.stream(drawn)).allMatch(x -> x > 0 && x <= 25 * Math.log(2) + 1e-5);
  }

  @Test
  void drawsGumbels() {
    double[] drawn = draw(2, key -> key.gumbel(N));
    assertThat(Kolmogorov.distance(drawn, x -> Math.exp(-Math.exp(-x)))).isLessThan(KOLMOGOROV);
    assertThat(Arrays.stream(drawn)).allMatch(Double::isFinite);
  }

  @Test
  void drawsNormalsTruncatedOnEitherSideAndInATail() {
    for (double[] bounds : new double[][] {{-1, 2}, {0, 4}, {2.5, 4}}) {
      double low = bounds[0];
      double high = bounds[1];
      double[] drawn = draw(3, key -> key.truncatedNormal(low, high, 1 << 13));
      assertThat(Arrays.stream(drawn)).allMatch(x -> low <= x && x <= high);
      double from = Kolmogorov.normal(low);
      double area = Kolmogorov.normal(high) - from;
      assertThat(Kolmogorov.distance(drawn, x -> (Kolmogorov.normal(x) - from) / area))
          .isLessThan(KOLMOGOROV);
    }
  }

  @Test
  void tossesCoinsWithAProbabilityForEachElement() {
    double[] chances = {0, 0.1, 0.5, 0.9, 1};
    Tensor p = constant(Samples.vector(DType.FLOAT32, chances)).expandDims(1);
    double[] drawn = draw(4, key -> key.bernoulli(p.broadcastTo(5, N)).cast(DType.FLOAT32));
    for (int row = 0; row < chances.length; row++) {
      double heads = Arrays.stream(drawn, row * N, (row + 1) * N).sum();
      double spread = Math.sqrt(N * chances[row] * (1 - chances[row]));
      assertThat(Math.abs(heads - N * (double) (float) chances[row]))
          .isLessThanOrEqualTo(NORMAL * spread);
    }
  }

  @Test
  void drawsSignsEvenly() {
    double[] drawn = draw(5, key -> key.rademacher(N));
    assertThat(Arrays.stream(drawn)).allMatch(sign -> Math.abs(sign) == 1);
    assertThat(Math.abs(Arrays.stream(drawn).sum())).isLessThan(NORMAL * Math.sqrt(N));
  }

  /** Two rows of probabilities that are not normalised, one with an impossible class. */
  @Test
  void drawsClassesByTheirProbabilities() {
    double[][] weights = {{1, 2, 3, 4}, {5, 0, 1, 1}};
    double[] logits = new double[8];
    Arrays.setAll(logits, i -> Math.log(weights[i / 4][i % 4]));
    Tensor rows = constant(Samples.vector(DType.FLOAT32, logits).reshape(2, 1, 4));
    double[] drawn = draw(6, key -> key.categorical(rows.broadcastTo(2, N, 4)).cast(DType.FLOAT32));
    for (int row = 0; row < 2; row++) {
      double[] counts = new double[4];
      Arrays.stream(drawn, row * N, (row + 1) * N).forEach(k -> counts[(int) k]++);
      double total = Arrays.stream(weights[row]).sum();
      double chiSquare = 0;
      for (int k = 0; k < 4; k++) {
        double expected = N * weights[row][k] / total;
        if (expected == 0) {
          assertThat(counts[k]).isZero();
        } else {
          chiSquare += (counts[k] - expected) * (counts[k] - expected) / expected;
        }
      }
      assertThat(chiSquare).isLessThan(CHI_SQUARE_3);
    }
  }

  /** Streams of one key's folds and splits, in every pair of six. */
  @Test
  void drawsIndependentlyFromFoldedAndSplitKeys() {
    List<Function<Key, Key>> paths =
        List.of(
            key -> key,
            key -> key.fold("a"),
            key -> key.fold("b"),
            key -> key.fold(0),
            key -> key.split(2).get(0),
            key -> key.split(2).get(1));
    List<double[]> streams =
        paths.stream().map(path -> draw(7, key -> path.apply(key).normal(1 << 14))).toList();
    double bound = 5.4; // of 15 normals one exceeds this in size with probability 1e-6
    for (int i = 0; i < streams.size(); i++) {
      for (int j = 0; j < i; j++) {
        double[] a = streams.get(i);
        double[] b = streams.get(j);
        double sum = IntStream.range(0, a.length).mapToDouble(k -> a[k] * b[k]).sum();
        assertThat(Math.abs(sum) / Math.sqrt(a.length)).isLessThan(bound);
      }
    }
  }

  /** Frozen: programs draw the same numbers in every later version. */
  @Test
  void drawsWhatItAlwaysDrew() {
    Tensor half = constant(Samples.vector(DType.FLOAT32, .1, .3, .5, .7, .9, .5, .5, .5));
    Tensor logits = fill(0, 8, 5);
    assertThat(first(key -> key.uniform(8)))
        .containsExactly(
            0.5005933f,
            0.86639637f,
            0.91773707f,
            0.49350363f,
            0.99005425f,
            0.22350341f,
            0.37835497f,
            0.33389843f);
    assertThat(first(key -> key.exponential(8)))
        .containsExactly(
            0.6919613f,
            0.14341277f,
            0.085844345f,
            0.70622504f,
            0.00999554f,
            1.4983286f,
            0.97192246f,
            1.0969185f);
    assertThat(first(key -> key.gumbel(8)))
        .containsExactly(
            0.36822528f,
            1.9420283f,
            2.4552195f,
            0.34782135f,
            4.605616f,
            -0.4043502f,
            0.028479254f,
            -0.09250485f);
    assertThat(first(key -> key.truncatedNormal(-1, 2, 8)))
        .containsExactly(
            0.1723994f,
            1.1164379f,
            1.3401998f,
            0.15765241f,
            1.8678471f,
            -0.4080624f,
            -0.07935638f,
            -0.1713286f);
    assertThat(first(key -> key.rademacher(8))).containsExactly(1, 1, 1, -1, 1, -1, -1, -1);
    assertThat(first(key -> key.integers(1000, 8)))
        .containsExactly(5e+02f, 866, 917, 493, 9.9e+02f, 223, 378, 333);
    assertThat(first(key -> key.bernoulli(half).cast(DType.INT32)))
        .containsExactly(0, 0, 0, 1, 0, 1, 1, 1);
    assertThat(first(key -> key.categorical(logits))).containsExactly(4, 3, 4, 4, 3, 1, 1, 0);
    assertThat(first(key -> key.split(3).get(1).uniform(8)))
        .containsExactly(
            0.5055064f,
            0.27601647f,
            0.07456702f,
            0.43863368f,
            0.83146477f,
            0.60961676f,
            0.1328094f,
            0.76525706f);
  }

  private static float[] first(Function<Key, Tensor> draws) {
    double[] drawn = draw(0, draws);
    float[] floats = new float[drawn.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) drawn[i];
    }
    return floats;
  }

  private static double[] draw(long seed, Function<Key, Tensor> draws) {
    Program.Builder builder = Program.builder("drawing");
    builder.output("y", draws.apply(builder.key("key")));
    return Reference.run(builder.build(), List.of(Philox.seed(seed))).get(0).toDoubles();
  }
}

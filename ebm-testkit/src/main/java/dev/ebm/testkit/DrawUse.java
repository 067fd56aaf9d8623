package dev.ebm.testkit;

import static dev.ebm.api.tensor.Tensors.fill;
import static dev.ebm.api.tensor.Tensors.loop;
import static dev.ebm.api.tensor.Tensors.scan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.backend.Executable;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors.ScanStep;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * What draws owe in every random mode: the right laws, and dependence on nothing but the key. Keys
 * are fixed; a right generator with other keys would fail each of the four comparisons with a law
 * with probability 1e-6.
 */
abstract class DrawUse extends CheckUse {

  private static final int N = 1 << 16;

  /** Kolmogorov's law: sup of the distance times sqrt(n) exceeds this with probability 1e-6. */
  private static final double KOLMOGOROV = 2.6934;

  @Test
  void drawsFromTheUniformLaw() {
    double[] drawn = draw(1, key -> key.fold("law").uniform(N)).toDoubles();
    assertThat(Arrays.stream(drawn)).allMatch(u -> u >= 0 && u < 1);
    assertThat(Kolmogorov.distance(drawn, u -> u)).isLessThan(KOLMOGOROV);
  }

  @Test
  void drawsFromTheNormalLaw() {
    double[] drawn = draw(2, key -> key.fold("law").normal(N)).toDoubles();
    assertThat(Kolmogorov.distance(drawn, Kolmogorov::normal)).isLessThan(KOLMOGOROV);
  }

  /** As samplers do: a few draws from a new key in each iteration. */
  @Test
  void drawsFromTheNormalLawOverIterations() {
    int iterations = 512;
    double[] drawn =
        draw(
                3,
                key ->
                    scan(
                            iterations,
                            List.of(),
                            List.of(),
                            (i, v, s) ->
                                new ScanStep(
                                    List.of(), List.of(key.fold(i).normal(N / iterations))))
                        .collected()
                        .get(0))
            .toDoubles();
    assertThat(Kolmogorov.distance(drawn, Kolmogorov::normal)).isLessThan(KOLMOGOROV);
    double[] firsts = new double[iterations];
    Arrays.setAll(firsts, i -> drawn[i * (N / iterations)]);
    assertThat(Kolmogorov.distance(firsts, Kolmogorov::normal)).isLessThan(KOLMOGOROV);
  }

  @Test
  void drawsTheSameFromTheSameKeyOnly() {
    Function<Key, Tensor> normal = key -> key.fold("noise").fold(3).normal(64);
    TensorData drawn = draw(4, normal);
    assertThat(draw(4, normal)).as("of another executable").isEqualTo(drawn);
    Function<Key, Tensor> inLoop =
        key -> loop(2, List.of(fill(0, 64)), (i, v) -> List.of(normal.apply(key))).get(0);
    assertThat(draw(4, inLoop)).as("in a loop").isEqualTo(drawn);
    Set<TensorData> different = new HashSet<>(List.of(drawn));
    different.add(draw(5, normal));
    different.add(draw(4, key -> key.normal(64)));
    different.add(draw(4, key -> key.fold("noise").normal(64)));
    different.add(draw(4, key -> key.fold("other").fold(3).normal(64)));
    different.add(draw(4, key -> key.fold("noise").fold(4).normal(64)));
    different.add(draw(4, key -> key.fold("noise").fold(-3).normal(64)));
    different.add(draw(4, key -> key.fold("noise").fold(3).split(2).get(0).normal(64)));
    different.add(draw(4, key -> key.fold("noise").fold(3).split(2).get(1).normal(64)));
    assertThat(different).hasSize(9);
  }

  private TensorData draw(long seed, Function<Key, Tensor> function) {
    Program.Builder builder = Program.builder("drawing");
    builder.output("y", function.apply(builder.key("key")));
    try (Executable executable = compile(builder.build())) {
      List<TensorData> first = run(executable, List.of(Philox.seed(seed)));
      assertThat(run(executable, List.of(Philox.seed(seed)))).as("a second run").isEqualTo(first);
      return first.get(0);
    }
  }
}

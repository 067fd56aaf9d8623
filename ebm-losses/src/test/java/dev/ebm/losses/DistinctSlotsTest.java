package dev.ebm.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import dev.ebm.testkit.contract.ZTest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DistinctSlotsTest {

  private static final JvmBackend BACKEND = new JvmBackend(1);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  /** How slots are drawn. */
  private interface Draw {
    Tensor of(Key key, int n, int count);
  }

  /** Each of many draws, under a key of its own. */
  private static int[][] draws(Draw draw, int n, int count, int many) {
    int[] flat =
        new Traced(BACKEND, DType.FLOAT32)
            .run(
                2,
                List.of(),
                (key, none) ->
                    Tensors.scan(
                            many,
                            List.of(),
                            List.of(),
                            (i, carried, entries) ->
                                new Tensors.ScanStep(
                                    List.of(), List.of(draw.of(key.fold(i), n, count))))
                        .collected())
            .get(0)
            .ints();
    return IntStream.range(0, many)
        .mapToObj(i -> Arrays.copyOfRange(flat, i * count, (i + 1) * count))
        .toArray(int[][]::new);
  }

  private static void assertDistinct(Draw draw, int n, int count) {
    for (int[] slots : draws(draw, n, count, 200)) {
      assertThat(Arrays.stream(slots).distinct().count()).isEqualTo(count);
      assertThat(Arrays.stream(slots).allMatch(slot -> 0 <= slot && slot < n)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "12, 12", "13, 5", "64, 64", "97, 97", "1000, 300", "10000, 128"})
  void slotsAreDifferentAndInRange(int n, int count) {
    assertDistinct(DistinctSlots::draw, n, count);
  }

  /** Products of a factor and a position pass what int32 holds. */
  @Test
  void slotsAreExactForTheLargestBuffers() {
    assertDistinct(DistinctSlots::draw, 1 << 24, 2048);
    assertDistinct(DistinctSlots::draw, (1 << 24) - 3, 2048);
  }

  /**
   * Every slot is drawn equally often, and so is every pair where n is prime. One seed in a million
   * fails falsely; a slot drawn a tenth too often is noticed.
   */
  private static void assertUniform(Draw draw) {
    int n = 13;
    int count = 5;
    int many = 40_000;
    int[][] draws = draws(draw, n, count, many);
    ZTest test = new ZTest(n + n * (n - 1) / 2);
    for (int slot = 0; slot < n; slot++) {
      test.assertMean("slot " + slot, indicators(draws, slot, slot), count / (double) n);
      for (int other = 0; other < slot; other++) {
        double both = count * (count - 1) / (double) (n * (n - 1));
        test.assertMean("slots " + other + " and " + slot, indicators(draws, slot, other), both);
      }
    }
  }

  private static double[] indicators(int[][] draws, int a, int b) {
    return Arrays.stream(draws)
        .mapToDouble(slots -> contains(slots, a) && contains(slots, b) ? 1 : 0)
        .toArray();
  }

  private static boolean contains(int[] slots, int slot) {
    return Arrays.stream(slots).anyMatch(s -> s == slot);
  }

  @Test
  void slotsAndPairsAreEquallyLikely() {
    assertUniform(DistinctSlots::draw);
  }

  private static Tensor remainder(Tensor value, int n) {
    Tensor result = value;
    for (int i = 0; i < 13; i++) {
      result = Tensors.where(result.lt(n), result, result.sub(n));
    }
    return result;
  }

  private static final Map<String, Draw> MUTANTS =
      Map.of(
          "with replacement",
          (key, n, count) -> key.integers(n, count),
          "factor with a common divisor",
          (key, n, count) -> remainder(Tensors.iota(count).mul(2).add(key.integers(n)), n),
          "no shift",
          (key, n, count) -> remainder(Tensors.iota(count).mul(key.integers(n - 1).add(1)), n),
          "neighbours only",
          (key, n, count) -> remainder(Tensors.iota(count).add(key.integers(n)), n));

  static List<String> mutants() {
    return List.copyOf(MUTANTS.keySet());
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void mistakesAreNoticed(String name) {
    Draw mutant = MUTANTS.get(name);
    assertThatThrownBy(
            () -> {
              assertDistinct(mutant, 12, 12);
              assertUniform(mutant);
            })
        .isInstanceOf(AssertionError.class);
  }
}

package dev.ebm.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.method.ChainOptions.Start;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.tensor.DType;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import dev.ebm.testkit.contract.ZTest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Where the chains of a buffer begin. */
class ChainBufferTest {

  private static final JvmBackend BACKEND = new JvmBackend(1);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  private static double[] first(ChainBuffer buffer, String name) {
    return new Traced(BACKEND, DType.FLOAT64)
        .run(
            4,
            List.of(),
            (key, none) -> {
              Parameter parameter = buffer.state().get(name);
              return List.of(parameter.initializer().initial(key, parameter.shape()));
            })
        .get(0)
        .toDoubles();
  }

  @Test
  void chainsBeginAtRowsOrInNoise() {
    KnownRows rows = KnownRows.of(new double[] {1, 5, 2, 7}, 2, 2);
    assertThat(first(buffer(Start.DATA, rows, 3), "chains")).containsExactly(1, 5, 2, 7, 1, 5);
    assertThat(first(buffer(Start.DATA, rows, 3), "age")).containsOnly(0);
    assertThat(first(buffer(Start.NOISE, rows, 3), "noise")).containsExactly(1.5, 6, 0.5, 1);
    assertBeginsInNoise(rows);
    // The variance for the deviation, and noise around 0.
    for (double[] other : new double[][] {{1.25, 5, 1.75, 7}, {-0.5, -1, 0.5, 1}}) {
      assertThatThrownBy(() -> assertBeginsInNoise(KnownRows.of(other, 2, 2)))
          .isInstanceOf(AssertionError.class);
    }
  }

  /**
   * Noise of mean 1.5 and 6, variance 0.25 and 1. One seed in a million fails falsely; a mean off
   * by 4 % of the deviation or a variance by 6 % is missed for one in a thousand.
   *
   * @param rows whose moments the noise has
   */
  private static void assertBeginsInNoise(KnownRows rows) {
    double[] noise = first(buffer(Start.NOISE, rows, 50_000), "chains");
    ZTest test = new ZTest(4);
    for (int column = 0; column < 2; column++) {
      int at = column;
      double mean = column == 0 ? 1.5 : 6;
      double variance = column == 0 ? 0.25 : 1;
      double[] values = IntStream.range(0, 50_000).mapToDouble(i -> noise[2 * i + at]).toArray();
      test.assertMean("mean", values, mean);
      test.assertMean(
          "variance", Arrays.stream(values).map(v -> (v - mean) * (v - mean)).toArray(), variance);
    }
  }

  private static ChainBuffer buffer(Start start, KnownRows rows, int chains) {
    return ChainBuffer.of(chains, start, Schedule.constant(0), rows);
  }
}

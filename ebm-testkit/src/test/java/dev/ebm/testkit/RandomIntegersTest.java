package dev.ebm.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomIntegersTest {

  private static final int N = 1 << 18;

  /** Chi-square with 9 degrees of freedom exceeds this with probability 1e-6. */
  private static final double CHI_SQUARE_9 = 44.81;

  @Test
  void areEquallyProbable() {
    int[] drawn = draw(10, N);
    double[] counts = new double[10];
    Arrays.stream(drawn).forEach(k -> counts[k]++);
    double expected = N / 10.0;
    double chiSquare =
        Arrays.stream(counts).map(c -> (c - expected) * (c - expected) / expected).sum();
    assertThat(chiSquare).isLessThan(CHI_SQUARE_9);
  }

  @Test
  void stayBelowTheirBoundWhateverIsDrawn() {
    float largest = 1 - 0x1p-24f;
    assertThat(IntStream.rangeClosed(1, 1 << 24).filter(n -> largest * n >= n)).isEmpty();
    for (int n : new int[] {1, 2, 3, 1000003, (1 << 24) - 1, 1 << 24}) {
      assertThat(Arrays.stream(draw(n, N)).summaryStatistics())
          .satisfies(range -> assertThat(range.getMin()).isNotNegative())
          .satisfies(range -> assertThat(range.getMax()).isLessThan(n));
    }
  }

  private static int[] draw(int n, int count) {
    Program.Builder builder = Program.builder("integers");
    Program program = builder.output("k", builder.key("key").integers(n, count)).build();
    List<TensorData> inputs = List.of(Philox.seed(21));
    return Reference.run(program, inputs).get(0).ints();
  }
}

package dev.ebm.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.tensor.Philox;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchOrderTest {

  private static final int ROWS = 103;
  private static final int BATCH = 10;
  private static final int BATCHES = ROWS / BATCH;

  private static BatchOrder order() {
    return new BatchOrder(Philox.seed(5), ROWS, BATCH);
  }

  private static List<Integer> epoch(BatchOrder order, int epoch) {
    List<Integer> rows = new ArrayList<>();
    for (int step = epoch * BATCHES; step < (epoch + 1) * BATCHES; step++) {
      IntStream.of(order.batch(step).ints()).forEach(rows::add);
    }
    return rows;
  }

  @Test
  void visitsARowAtMostOnceInAnEpoch() {
    List<Integer> rows = epoch(order(), 3);
    assertThat(rows).hasSize(BATCHES * BATCH).doesNotHaveDuplicates();
    assertThat(rows).allMatch(row -> row >= 0 && row < ROWS);
  }

  @Test
  void ordersEachEpochAnew() {
    assertThat(epoch(order(), 0)).isNotEqualTo(epoch(order(), 1));
  }

  @Test
  void leavesOutOtherRowsInOtherEpochs() {
    BatchOrder order = order();
    HashSet<Integer> seen = new HashSet<>();
    for (int epoch = 0; epoch < 20; epoch++) {
      seen.addAll(epoch(order, epoch));
    }
    assertThat(seen).hasSize(ROWS);
  }

  @Test
  void dependsOnTheStepAlone() {
    BatchOrder forward = order();
    BatchOrder backward = order();
    List<int[]> first = new ArrayList<>();
    for (int step = 0; step < 30; step++) {
      first.add(forward.batch(step).ints());
    }
    for (int step = 29; step >= 0; step--) {
      assertThat(backward.batch(step).ints()).isEqualTo(first.get(step));
    }
  }

  /**
   * Where row 0 comes in 4,000 epochs: chi-square over 103 places, 102 degrees of freedom. The key
   * is fixed; for a random one a right order fails with probability 1e-6 (the quantile is 184.79).
   */
  @Test
  void putsARowAnywhereWithEqualProbability() {
    int epochs = 4_000;
    BatchOrder order = new BatchOrder(Philox.seed(11), ROWS, 1);
    int[] counts = new int[ROWS];
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (int place = 0; place < ROWS; place++) {
        if (order.batch(epoch * ROWS + place).ints()[0] == 0) {
          counts[place]++;
        }
      }
    }
    double expected = (double) epochs / ROWS;
    double statistic = 0;
    for (int count : counts) {
      statistic += (count - expected) * (count - expected) / expected;
    }
    assertThat(statistic).isLessThan(184.79);
  }
}

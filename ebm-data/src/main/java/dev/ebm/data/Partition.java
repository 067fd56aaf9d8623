package dev.ebm.data;

import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.TensorData;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The rows of a table in two parts, each in the table's order.
 *
 * @param train row numbers
 * @param test row numbers
 */
record Partition(List<Integer> train, List<Integer> test) {

  /**
   * A random split that keeps the share of every class, the same for equal arguments everywhere.
   *
   * @param classes the class of each row
   * @param testFraction the share of each class that is tested on, rounded to whole rows
   */
  static Partition stratified(int[] classes, double testFraction, long seed) {
    long[] ranks = ranks(classes.length, seed);
    boolean[] isTest = new boolean[classes.length];
    for (int one : IntStream.of(classes).distinct().toArray()) {
      int[] members =
          IntStream.range(0, classes.length)
              .filter(row -> classes[row] == one)
              .boxed()
              .sorted((a, b) -> Long.compare(ranks[a], ranks[b]))
              .mapToInt(Integer::intValue)
              .toArray();
      int tested = (int) Math.round(testFraction * members.length);
      Arrays.stream(members, 0, tested).forEach(row -> isTest[row] = true);
    }
    return new Partition(
        IntStream.range(0, classes.length).filter(row -> !isTest[row]).boxed().toList(),
        IntStream.range(0, classes.length).filter(row -> isTest[row]).boxed().toList());
  }

  /** With further rows moved to the test part. */
  Partition testing(IntPredicate further) {
    return new Partition(
        train.stream().filter(row -> !further.test(row)).toList(),
        Stream.concat(test.stream(), train.stream().filter(further::test)).sorted().toList());
  }

  /** 64 random bits for each row. */
  private static long[] ranks(int rows, long seed) {
    TensorData key = Philox.fold(Philox.seed(seed), "split");
    long[] bits = key.keyBits();
    int[] words = new int[4];
    long[] ranks = new long[rows];
    for (int row = 0; row < rows; row++) {
      Philox.block(row, bits[1], bits[0], words);
      ranks[row] = (long) words[0] << 32 | words[1] & 0xffffffffL;
    }
    return ranks;
  }
}

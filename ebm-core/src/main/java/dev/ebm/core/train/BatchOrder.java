package dev.ebm.core.train;

import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.TensorData;

/**
 * The rows of each batch of a table: every epoch visits the rows in a new random order, and the
 * last rows that do not fill a batch are left out. A pure function of the step.
 */
final class BatchOrder {

  private final TensorData key;
  private final int rows;
  private final int batchSize;
  private int epoch = -1;
  private int[] order = {};

  BatchOrder(TensorData key, int rows, int batchSize) {
    this.key = key;
    this.rows = rows;
    this.batchSize = batchSize;
  }

  /** The positions of a step's rows, int32 {@code [batchSize]}. */
  TensorData batch(int step) {
    int batches = rows / batchSize;
    if (step / batches != epoch) {
      epoch = step / batches;
      order = permutation(Philox.fold(key, epoch), rows);
    }
    int[] batch = new int[batchSize];
    System.arraycopy(order, step % batches * batchSize, batch, 0, batchSize);
    return TensorData.of(batch, batchSize);
  }

  /** A uniformly random order, by Fisher and Yates. */
  private static int[] permutation(TensorData key, int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    int[] words = new int[4];
    for (int i = n - 1; i > 0; i--) {
      Philox.block(i, key.keyBits()[1], key.keyBits()[0], words);
      long word = (words[0] & 0xffffffffL) << 31 ^ words[1] & 0x7fffffffL;
      int j = (int) Long.remainderUnsigned(word, i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}

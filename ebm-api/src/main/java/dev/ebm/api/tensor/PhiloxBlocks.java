package dev.ebm.api.tensor;

/**
 * Consecutive blocks of {@link Philox}, a fixed number at once: a round is a short loop over all of
 * them, which the compiler makes vector instructions of. The number is fixed because a compiler
 * that has seen a loop end early takes it for one that is not worth that.
 */
final class PhiloxBlocks {

  /** Few enough that they, and what is computed from them, stay in the nearest cache. */
  private static final int BLOCKS = 64;

  /** Pairs of words that are made at once. */
  static final int PAIRS = 2 * BLOCKS;

  /** Words that are made at once. */
  static final int WORDS = 2 * PAIRS;

  private static final long LOW_WORD = 0xffffffffL;

  private final long[] front = new long[BLOCKS];
  private final long[] back = new long[BLOCKS];
  private final long[] pairs = new long[PAIRS];

  /**
   * Makes {@link #WORDS} words.
   *
   * @param key its two halves
   * @param from index of the first, a multiple of 4
   * @return the words in pairs, the first of each in the low half; overwritten by the next call
   */
  long[] pairs(long[] key, int from) {
    int first = from >>> 2;
    for (int i = 0; i < BLOCKS; i++) {
      front[i] = first + i;
      back[i] = key[1];
    }
    int k0 = (int) key[0];
    int k1 = (int) (key[0] >>> 32);
    for (int round = 0; round < Philox.ROUNDS; round++) {
      round(front, back, k0 & LOW_WORD, k1 & LOW_WORD);
      k0 += Philox.WEYL_0;
      k1 += Philox.WEYL_1;
    }
    for (int i = 0; i < BLOCKS; i++) {
      pairs[2 * i] = front[i];
      pairs[2 * i + 1] = back[i];
    }
    return pairs;
  }

  private static void round(long[] front, long[] back, long k0, long k1) {
    for (int i = 0; i < BLOCKS; i++) {
      long product0 = Philox.MULTIPLIER_0 * (front[i] & LOW_WORD);
      long product1 = Philox.MULTIPLIER_1 * (back[i] & LOW_WORD);
      front[i] = Long.rotateLeft(product1, 32) ^ front[i] >>> 32 ^ k0;
      back[i] = Long.rotateLeft(product0, 32) ^ back[i] >>> 32 ^ k1;
    }
  }
}

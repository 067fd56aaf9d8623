package dev.ebm.api.tensor;

import org.apiguardian.api.API;

/**
 * The Philox4x32-10 counter-based generator (Salmon, Moraes, Dror and Shaw, 2011, "Parallel random
 * numbers: as easy as 1, 2, 3") and the draws made from it. Only the basic operations and square
 * roots of IEEE doubles are used, so that every machine makes the same bits.
 */
@API(status = API.Status.EXPERIMENTAL, since = "1.0")
public final class Philox {

  static final long MULTIPLIER_0 = 0xD2511F53L;
  static final long MULTIPLIER_1 = 0xCD9E8D57L;
  static final int WEYL_0 = 0x9E3779B9;
  static final int WEYL_1 = 0xBB67AE85;
  static final int ROUNDS = 10;

  private static final long MASK = 0xffffffffL;

  /** Separates keys made by folding from draws made under the same key. */
  private static final long FOLD_NAME = 0x6e616d6500000001L;

  private static final long FOLD_COUNTER = 0x636f756e00000002L;

  private static final ThreadLocal<PhiloxBlocks> BLOCKS =
      ThreadLocal.withInitial(PhiloxBlocks::new);

  private static final ThreadLocal<BoxMuller> TRANSFORMS = ThreadLocal.withInitial(BoxMuller::new);

  private Philox() {}

  /**
   * One block of four 32-bit words.
   *
   * @param counterLow words 0 and 1 of the counter, word 0 in the low half
   * @param counterHigh words 2 and 3
   * @param key words 0 and 1 of the key, word 0 in the low half
   * @param out four words
   */
  public static void block(long counterLow, long counterHigh, long key, int[] out) {
    int c0 = (int) counterLow;
    int c1 = (int) (counterLow >>> 32);
    int c2 = (int) counterHigh;
    int c3 = (int) (counterHigh >>> 32);
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (c0 & MASK);
      long product1 = MULTIPLIER_1 * (c2 & MASK);
      int n0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      int n2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c1 = (int) product1;
      c3 = (int) product0;
      c0 = n0;
      c2 = n2;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
  }

  /** The key of a seed. */
  public static TensorData seed(long seed) {
    return fold(TensorData.key(0x65626d2d73656564L, 0), seed, FOLD_COUNTER);
  }

  /** What {@link Key#fold(String)} computes. */
  public static TensorData fold(TensorData key, String purpose) {
    return fold(key, Key.hash(purpose), FOLD_NAME);
  }

  /** What {@link Key#fold(int)} and {@link Key#fold(Tensor)} compute. */
  public static TensorData fold(TensorData key, int counter) {
    return fold(key, counter, FOLD_COUNTER);
  }

  /** What {@link Op#FOLD_KEY} computes with an attribute. */
  public static TensorData fold(TensorData key, Attribute.Fold fold) {
    return fold(key, fold.data(), FOLD_NAME);
  }

  private static TensorData fold(TensorData key, long data, long domain) {
    long[] bits = key.keyBits();
    int[] words = new int[4];
    block(data, bits[1], bits[0] ^ domain, words);
    return TensorData.key(
        (words[0] & MASK) << 32 | words[1] & MASK, (words[2] & MASK) << 32 | words[3] & MASK);
  }

  /**
   * Uniform draws in [0, 1): the top 24 bits of each word.
   *
   * @param from index of the first draw, a multiple of 4
   */
  public static void uniform(TensorData key, int from, float[] out, int offset, int count) {
    PhiloxBlocks blocks = BLOCKS.get();
    long[] bits = key.keyBits();
    int n;
    for (int i = 0; i < count; i += n) {
      n = Math.min(PhiloxBlocks.WORDS, count - i);
      uniform(blocks.pairs(bits, from + i), out, offset + i, n);
    }
  }

  private static void uniform(long[] words, float[] out, int offset, int count) {
    for (int i = 0; i < count / 2; i++) {
      out[offset + 2 * i] = uniform((int) words[i]);
      out[offset + 2 * i + 1] = uniform((int) (words[i] >>> 32));
    }
    if ((count & 1) != 0) {
      out[offset + count - 1] = uniform((int) words[count / 2]);
    }
  }

  private static float uniform(int word) {
    return (word >>> 8) * 0x1p-24f;
  }

  /**
   * Standard normal draws by the method of Box and Muller, two from two words.
   *
   * @param from index of the first draw, a multiple of 4
   */
  public static void normal(TensorData key, int from, float[] out, int offset, int count) {
    PhiloxBlocks blocks = BLOCKS.get();
    BoxMuller transform = TRANSFORMS.get();
    long[] bits = key.keyBits();
    int n;
    for (int i = 0; i < count; i += n) {
      n = Math.min(PhiloxBlocks.WORDS, count - i);
      transform.transform(blocks.pairs(bits, from + i), out, offset + i, n);
    }
  }

  /** A draw of a program as data. */
  public static TensorData draw(Op op, TensorData key, TensorType type) {
    float[] values = new float[type.shape().size()];
    draw(op, key, values, 0, values.length);
    return held(type, values);
  }

  static void draw(Op op, TensorData key, float[] out, int offset, int count) {
    if (op == Op.NORMAL) {
      normal(key, 0, out, offset, count);
    } else {
      uniform(key, 0, out, offset, count);
    }
  }

  /** Draws, which are float32, as a floating type. */
  static TensorData held(TensorType type, float[] values) {
    TensorData drawn = TensorData.of(values, type.shape().dims());
    return type.dtype() == DType.FLOAT32 ? drawn : TensorData.fromDoubles(type, drawn.toDoubles());
  }
}

package dev.ebm.api.tensor;

/**
 * The Philox4x32-10 counter-based generator (Salmon, Moraes, Dror and Shaw, 2011, "Parallel random
 * numbers: as easy as 1, 2, 3") and the draws made from it. Only the basic operations and square
 * roots of IEEE doubles are used, so that every machine makes the same bits.
 */
public final class Philox {

  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final long MASK = 0xffffffffL;

  /** Separates keys made by folding from draws made under the same key. */
  private static final long FOLD_NAME = 0x6e616d6500000001L;

  private static final long FOLD_COUNTER = 0x636f756e00000002L;

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
    for (int round = 0; round < 10; round++) {
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
    long[] bits = key.keyBits();
    int[] words = new int[4];
    for (int i = 0; i < count; i++) {
      if ((i & 3) == 0) {
        block((from + i) >>> 2, bits[1], bits[0], words);
      }
      out[offset + i] = (words[i & 3] >>> 8) * 0x1p-24f;
    }
  }

  /**
   * Standard normal draws by the method of Box and Muller, two from two words.
   *
   * @param from index of the first draw, a multiple of 4
   */
  public static void normal(TensorData key, int from, float[] out, int offset, int count) {
    long[] bits = key.keyBits();
    int[] words = new int[4];
    for (int i = 0; i < count; i += 2) {
      if ((i & 3) == 0) {
        block((from + i) >>> 2, bits[1], bits[0], words);
      }
      double radius = Math.sqrt(-2 * log(((words[i & 3] & MASK) + 1) * 0x1p-32));
      double quarters = (words[(i & 3) + 1] & MASK) * 0x1p-30;
      long quadrant = (long) (quarters + 0.5);
      double angle = (quarters - quadrant) * (Math.PI / 2);
      double sine = sin(angle);
      double cosine = cos(angle);
      double x = (quadrant & 1) == 0 ? cosine : sine;
      double y = (quadrant & 1) == 0 ? sine : cosine;
      boolean negateX = (quadrant & 3) == 1 || (quadrant & 3) == 2;
      out[offset + i] = (float) (radius * (negateX ? -x : x));
      if (i + 1 < count) {
        out[offset + i + 1] = (float) (radius * ((quadrant & 2) == 0 ? y : -y));
      }
    }
  }

  /** A draw of a program as data. */
  public static TensorData draw(Op op, TensorData key, TensorType type) {
    float[] values = new float[type.shape().size()];
    if (op == Op.NORMAL) {
      normal(key, 0, values, 0, values.length);
    } else {
      uniform(key, 0, values, 0, values.length);
    }
    TensorData drawn = TensorData.of(values, type.shape().dims());
    return type.dtype() == DType.FLOAT32 ? drawn : TensorData.fromDoubles(type, drawn.toDoubles());
  }

  /** The logarithm of a normal double in (0, 1], by 2 atanh((m - 1) / (m + 1)) on a mantissa m. */
  private static double log(double value) {
    long raw = Double.doubleToRawLongBits(value);
    int exponent = (int) (raw >>> 52) - 1023;
    double mantissa = Double.longBitsToDouble(raw & 0x000fffffffffffffL | 0x3ff0000000000000L);
    if (mantissa > 1.4142135623730951) {
      mantissa *= 0.5;
      exponent++;
    }
    double s = (mantissa - 1) / (mantissa + 1);
    double q = s * s;
    double series = 0;
    for (int k = 19; k >= 1; k -= 2) {
      series = series * q + 1.0 / k;
    }
    return exponent * 0.6931471805599453 + 2 * s * series;
  }

  /** The Taylor series on [-pi/4, pi/4]. */
  private static double sin(double x) {
    double q = x * x;
    double series = 0;
    for (int k = 15; k >= 3; k -= 2) {
      series = (1 - series) * q / (k * (k - 1));
    }
    return x * (1 - series);
  }

  /** The Taylor series on [-pi/4, pi/4]. */
  private static double cos(double x) {
    double q = x * x;
    double series = 0;
    for (int k = 16; k >= 2; k -= 2) {
      series = (1 - series) * q / (k * (k - 1));
    }
    return 1 - series;
  }
}

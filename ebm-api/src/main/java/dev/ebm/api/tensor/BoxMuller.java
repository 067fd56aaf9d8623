package dev.ebm.api.tensor;

/**
 * The method of Box and Muller (1958, "A note on the generation of random normal deviates"): two
 * standard normal numbers r cos(a) and r sin(a) from two words, where r^2 = -2 ln((first + 1) /
 * 2^32) and a is the second word in parts of a full turn.
 *
 * <p>All arithmetic is that of IEEE doubles in a fixed order, so that every machine makes the same
 * bits, and its errors are some 1e-16, so that all but about one draw in 2^28 are the exact values
 * rounded to floats. Each step is a short loop of its own: the compiler makes vector instructions
 * of a loop that has doubles only, and the loops that turn integers into doubles keep it from that.
 *
 * <p>The polynomials are minimax fits in relative error, found by Remez exchange in 60-digit
 * arithmetic and rounded to doubles; the error that remains is given as a power of two.
 */
final class BoxMuller {

  private static final int PAIRS = PhiloxBlocks.PAIRS;
  private static final long LOW_WORD = 0xffffffffL;
  private static final long SQRT_HALF_BITS = 0x3fe6a09e667f3bcdL;
  private static final int MANTISSA_BITS = 52;
  private static final int WORD_BITS = 32;
  private static final double MINUS_2_LN_2 = -1.3862943611198906;

  /**
   * -2 ln(m) = s (L0 + L1 s^2 + ...) with s = (m - 1) / (m + 1) to 2^-52 on [sqrt(1/2), sqrt(2)].
   */
  private static final double L0 = -4.000000000000001;

  private static final double L1 = -1.3333333333310444;
  private static final double L2 = -0.8000000012403292;
  private static final double L3 = -0.5714283196246442;
  private static final double L4 = -0.4444687432385379;
  private static final double L5 = -0.3624371087684348;
  private static final double L6 = -0.33677109784066467;

  /** sin(pi t) = t (S0 + S1 t^2 + ...) to 2^-52 on [-1/2, 1/2]. */
  private static final double S0 = 3.1415926535897927;

  private static final double S1 = -5.167712780049753;
  private static final double S2 = 2.5501640398597765;
  private static final double S3 = -0.5992645287757097;
  private static final double S4 = 0.08214587825655303;
  private static final double S5 = -0.0073703610716861455;
  private static final double S6 = 0.00046597761703232645;
  private static final double S7 = -2.112295299220196e-05;

  private final double[] radius = new double[PAIRS];
  private final double[] exponent = new double[PAIRS];
  private final double[] cosine = new double[PAIRS];
  private final double[] sine = new double[PAIRS];

  /**
   * Writes the normal numbers of the first pairs of words.
   *
   * @param words {@link PhiloxBlocks#PAIRS} pairs, the first word of each in the low half
   * @param count how many numbers; the last pair gives only its first if this is odd
   */
  void transform(long[] words, float[] out, int offset, int count) {
    split(words, radius, exponent, sine);
    radius(radius, exponent);
    fold(sine, cosine);
    sine(cosine);
    sine(sine);
    for (int i = 0; i < count / 2; i++) {
      out[offset + 2 * i] = (float) (radius[i] * cosine[i]);
      out[offset + 2 * i + 1] = (float) (radius[i] * sine[i]);
    }
    if ((count & 1) != 0) {
      out[offset + count - 1] = (float) (radius[count / 2] * cosine[count / 2]);
    }
  }

  /**
   * (first word + 1) / 2^32 = mantissa 2^exponent with a mantissa in [sqrt(1/2), sqrt(2)), and the
   * angle of the second word in half turns from -1 to 1.
   */
  private static void split(long[] words, double[] mantissa, double[] exponent, double[] angle) {
    for (int i = 0; i < PAIRS; i++) {
      long bits = Double.doubleToRawLongBits((words[i] & LOW_WORD) + 1.0);
      long power = bits - SQRT_HALF_BITS >> MANTISSA_BITS;
      mantissa[i] = Double.longBitsToDouble(bits - (power << MANTISSA_BITS));
      exponent[i] = (int) power - WORD_BITS;
      angle[i] = (int) (words[i] >>> WORD_BITS) * 0x1p-31;
    }
  }

  /** Replaces mantissas by radii. */
  private static void radius(double[] mantissa, double[] exponent) {
    for (int i = 0; i < PAIRS; i++) {
      double s = (mantissa[i] - 1) / (mantissa[i] + 1);
      double q = s * s;
      double series = (((((L6 * q + L5) * q + L4) * q + L3) * q + L2) * q + L1) * q + L0;
      mantissa[i] = Math.sqrt(exponent[i] * MINUS_2_LN_2 + s * series);
    }
  }

  /**
   * Angles in [-1/2, 1/2] half turns whose sines are the cosine and the sine of a given angle;
   * nothing is rounded.
   */
  private static void fold(double[] angle, double[] ofCosine) {
    for (int i = 0; i < PAIRS; i++) {
      double a = angle[i];
      ofCosine[i] = 0.5 - Math.abs(a);
      angle[i] = Math.abs(a + 0.5) - Math.abs(a - 0.5) - a;
    }
  }

  /** Replaces angles in [-1/2, 1/2] half turns by their sines. */
  private static void sine(double[] angle) {
    for (int i = 0; i < PAIRS; i++) {
      double t = angle[i];
      double q = t * t;
      double series = ((((((S7 * q + S6) * q + S5) * q + S4) * q + S3) * q + S2) * q + S1) * q + S0;
      angle[i] = t * series;
    }
  }
}

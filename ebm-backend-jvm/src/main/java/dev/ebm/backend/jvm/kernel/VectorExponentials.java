package dev.ebm.backend.jvm.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.OR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The exponential and the functions made of it, over whole vectors: counts are multiples of the
 * number of lanes.
 *
 * <p>All are 2^n exp(r) with n a whole number and |r| up to ln(2)/2. That core stands in each loop
 * anew, because a loop may call nothing but the Vector API, which the compiler is bound to inline:
 * a vector passed to any other method becomes an object, some hundred times slower, whenever the
 * compiler decides against inlining it.
 *
 * <p>The polynomials are minimax fits in relative error, found by Remez exchange in 60-digit
 * arithmetic and rounded to floats; the error that remains is given as a power of two.
 */
final class VectorExponentials {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /**
   * 1.5 * 2^23: a float at this height counts in ones, so that adding it rounds to a whole number,
   * which the low bits then hold. Java 17 has no instruction that turns float vectors into
   * integers.
   */
  static final float WHOLE = 0x1.8p23f;

  static final int MANTISSA_BITS = 23;

  /** Adding this instead leaves low bits that, shifted up, are 2^n, or half of it. */
  static final float TO_POWER = WHOLE + 127;

  private static final float TO_HALF_POWER = WHOLE + 126;

  static final int SIGN_BIT = 0x80000000;

  static final float LOG2_E = 1.44269502f;
  static final float LN_2 = 0.693147182f;
  static final float LN_2_REST = -1.90465421e-09f;

  /** The arguments of exp whose results are the largest float and the smallest normal one. */
  private static final float EXP_HIGHEST = 88.7228394f;

  private static final float EXP_LOWEST = -87.3365402f;

  /** Below this argument expm1 is -1 to the last bit. */
  private static final float EXPM1_LOWEST = -20;

  /** exp(r) = 1 + r + E2 r^2 + ... to 2^-25.8 for |r| up to ln(2)/2. */
  static final float E2 = 0.49999997f;

  static final float E3 = 0.16666542f;
  static final float E4 = 0.0416672044f;
  static final float E5 = 0.00836669188f;
  static final float E6 = 0.00138824841f;

  /** ln(1 + e) = e + L2 e^2 + ... to 2^-27.5 for e from 0 to 1. */
  private static final float L2 = -0.499999315f;

  private static final float L3 = 0.333304644f;
  private static final float L4 = -0.24958019f;
  private static final float L5 = 0.196921021f;
  private static final float L6 = -0.153448805f;
  private static final float L7 = 0.106611282f;
  private static final float L8 = -0.057457231f;
  private static final float L9 = 0.0200862419f;
  private static final float L10 = -0.00329046859f;

  private VectorExponentials() {}

  /** y = exp(x). */
  static void exp(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xo + i);
      FloatVector shifted = v.fma(broadcast(SPECIES, LOG2_E), broadcast(SPECIES, WHOLE));
      FloatVector minus = broadcast(SPECIES, WHOLE).sub(shifted);
      FloatVector r = minus.fma(broadcast(SPECIES, LN_2), v);
      r = minus.fma(broadcast(SPECIES, LN_2_REST), r);
      FloatVector p = broadcast(SPECIES, E6);
      p = p.fma(r, broadcast(SPECIES, E5));
      p = p.fma(r, broadcast(SPECIES, E4));
      p = p.fma(r, broadcast(SPECIES, E3));
      p = p.fma(r, broadcast(SPECIES, E2));
      p = p.fma(r.mul(r), r).add(1);
      IntVector exponent = shifted.reinterpretAsInts().lanewise(LSHL, MANTISSA_BITS);
      FloatVector scaled = p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
      FloatVector infinityOrNan = v.add(Float.POSITIVE_INFINITY);
      infinityOrNan
          .blend(scaled, v.compare(LE, EXP_HIGHEST))
          .blend(0, v.compare(LT, EXP_LOWEST))
          .intoArray(y, yo + i);
    }
  }

  /** y = exp(x) - 1, as twice its half, which cannot overflow. */
  static void expm1(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xo + i);
      FloatVector shifted = v.fma(broadcast(SPECIES, LOG2_E), broadcast(SPECIES, TO_HALF_POWER));
      FloatVector minus = broadcast(SPECIES, TO_HALF_POWER).sub(shifted);
      FloatVector r = minus.fma(broadcast(SPECIES, LN_2), v);
      r = minus.fma(broadcast(SPECIES, LN_2_REST), r);
      FloatVector p = broadcast(SPECIES, E6);
      p = p.fma(r, broadcast(SPECIES, E5));
      p = p.fma(r, broadcast(SPECIES, E4));
      p = p.fma(r, broadcast(SPECIES, E3));
      p = p.fma(r, broadcast(SPECIES, E2));
      p = p.fma(r.mul(r), r);
      FloatVector halfPower =
          shifted.reinterpretAsInts().lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
      FloatVector half = p.fma(halfPower, halfPower.sub(0.5f));
      FloatVector infinityOrNan = v.add(Float.POSITIVE_INFINITY);
      infinityOrNan
          .blend(half.add(half), v.compare(LE, EXP_HIGHEST))
          .blend(-1, v.compare(LT, EXPM1_LOWEST))
          .blend(v, v.compare(EQ, 0))
          .intoArray(y, yo + i);
    }
  }

  /** y = tanh(x) = |t / (t + 2)| with t = expm1(-2|x|), under the sign of x. */
  static void tanh(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xo + i);
      FloatVector minusTwice = v.abs().mul(-2);
      FloatVector shifted =
          minusTwice.fma(broadcast(SPECIES, LOG2_E), broadcast(SPECIES, TO_POWER));
      FloatVector minus = broadcast(SPECIES, TO_POWER).sub(shifted);
      FloatVector r = minus.fma(broadcast(SPECIES, LN_2), minusTwice);
      r = minus.fma(broadcast(SPECIES, LN_2_REST), r);
      FloatVector p = broadcast(SPECIES, E6);
      p = p.fma(r, broadcast(SPECIES, E5));
      p = p.fma(r, broadcast(SPECIES, E4));
      p = p.fma(r, broadcast(SPECIES, E3));
      p = p.fma(r, broadcast(SPECIES, E2));
      p = p.fma(r.mul(r), r);
      FloatVector power =
          shifted.reinterpretAsInts().lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
      FloatVector t = p.fma(power, power.sub(1)).blend(-1, minusTwice.compare(LT, EXPM1_LOWEST));
      IntVector size = t.div(t.add(2)).abs().reinterpretAsInts();
      IntVector sign = v.reinterpretAsInts().lanewise(AND, SIGN_BIT);
      size.lanewise(OR, sign).reinterpretAsFloats().intoArray(y, yo + i);
    }
  }

  /** y = logistic(x), from exp(-|x|). */
  static void logistic(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xo + i);
      FloatVector minusSize = v.abs().neg();
      FloatVector shifted = minusSize.fma(broadcast(SPECIES, LOG2_E), broadcast(SPECIES, TO_POWER));
      FloatVector minus = broadcast(SPECIES, TO_POWER).sub(shifted);
      FloatVector r = minus.fma(broadcast(SPECIES, LN_2), minusSize);
      r = minus.fma(broadcast(SPECIES, LN_2_REST), r);
      FloatVector p = broadcast(SPECIES, E6);
      p = p.fma(r, broadcast(SPECIES, E5));
      p = p.fma(r, broadcast(SPECIES, E4));
      p = p.fma(r, broadcast(SPECIES, E3));
      p = p.fma(r, broadcast(SPECIES, E2));
      p = p.fma(r.mul(r), r).add(1);
      FloatVector power =
          shifted.reinterpretAsInts().lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
      FloatVector exp = p.mul(power).blend(0, minusSize.compare(LT, EXP_LOWEST));
      broadcast(SPECIES, 1).blend(exp, v.compare(LT, 0)).div(exp.add(1)).intoArray(y, yo + i);
    }
  }

  /** y = softplus(x) = ln(1 + exp(-|x|)) + max(x, 0). */
  static void softplus(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xo + i);
      FloatVector size = v.abs();
      FloatVector shifted = size.fma(broadcast(SPECIES, -LOG2_E), broadcast(SPECIES, TO_POWER));
      FloatVector whole = shifted.sub(TO_POWER);
      FloatVector t = whole.fma(broadcast(SPECIES, LN_2), size);
      t = whole.fma(broadcast(SPECIES, LN_2_REST), t);
      FloatVector p = broadcast(SPECIES, E6);
      p = p.fma(t, broadcast(SPECIES, -E5));
      p = p.fma(t, broadcast(SPECIES, E4));
      p = p.fma(t, broadcast(SPECIES, -E3));
      p = p.fma(t, broadcast(SPECIES, E2));
      p = p.fma(t, broadcast(SPECIES, -1));
      p = p.fma(t, broadcast(SPECIES, 1));
      FloatVector power =
          shifted.reinterpretAsInts().lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
      FloatVector exp = p.mul(power).blend(0, size.compare(GT, -EXP_LOWEST));
      FloatVector q = broadcast(SPECIES, L10);
      q = q.fma(exp, broadcast(SPECIES, L9));
      q = q.fma(exp, broadcast(SPECIES, L8));
      q = q.fma(exp, broadcast(SPECIES, L7));
      q = q.fma(exp, broadcast(SPECIES, L6));
      q = q.fma(exp, broadcast(SPECIES, L5));
      q = q.fma(exp, broadcast(SPECIES, L4));
      q = q.fma(exp, broadcast(SPECIES, L3));
      q = q.fma(exp, broadcast(SPECIES, L2));
      q = q.fma(exp.mul(exp), exp);
      q.add(FloatVector.zero(SPECIES).blend(v, v.compare(GT, 0))).intoArray(y, yo + i);
    }
  }
}

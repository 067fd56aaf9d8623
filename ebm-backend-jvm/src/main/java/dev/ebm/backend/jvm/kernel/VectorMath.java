package dev.ebm.backend.jvm.kernel;

import static dev.ebm.backend.jvm.kernel.VectorExponentials.E2;
import static dev.ebm.backend.jvm.kernel.VectorExponentials.E3;
import static dev.ebm.backend.jvm.kernel.VectorExponentials.E4;
import static dev.ebm.backend.jvm.kernel.VectorExponentials.E5;
import static dev.ebm.backend.jvm.kernel.VectorExponentials.E6;
import static dev.ebm.backend.jvm.kernel.VectorExponentials.LN_2;
import static dev.ebm.backend.jvm.kernel.VectorExponentials.LN_2_REST;
import static dev.ebm.backend.jvm.kernel.VectorExponentials.LOG2_E;
import static dev.ebm.backend.jvm.kernel.VectorExponentials.MANTISSA_BITS;
import static dev.ebm.backend.jvm.kernel.VectorExponentials.SIGN_BIT;
import static dev.ebm.backend.jvm.kernel.VectorExponentials.TO_POWER;
import static dev.ebm.backend.jvm.kernel.VectorExponentials.WHOLE;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.OR;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Logarithms, the error function, sine and cosine over whole vectors; see {@link
 * VectorExponentials} for the rules of such loops and the origin of the coefficients.
 */
final class VectorMath {

  /**
   * Up to this size sin and cos reduce their argument exactly enough by the three parts of pi/2.
   */
  static final float LARGEST_ANGLE = 8192;

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private static final int WHOLE_BITS = 0x4B400000;
  private static final int SQRT_HALF_BITS = 0x3F3504F3;

  /** Above this argument log1p is ln(x) to the last bit. */
  private static final float ONE_IS_LOST = 0x1p30f;

  private static final float TWO_OVER_PI = 0.636619747f;
  private static final float HALF_PI = 1.57079637f;
  private static final float HALF_PI_REST = -4.37113883e-08f;
  private static final float HALF_PI_REST_OF_REST = -1.71512451e-15f;

  /** Beyond this erf is 1 to the last bit. */
  private static final float ERF_HIGHEST = 4;

  private VectorMath() {}

  /** y = ln(x): n ln 2 + ln(1 + f) with 1 + f in [sqrt(1/2), sqrt(2)], ln(1 + f) to 2^-27. */
  static void log(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xo + i);
      VectorMask<Float> tiny = v.compare(LT, Float.MIN_NORMAL);
      IntVector bits = v.blend(v.mul(0x1p23f), tiny).reinterpretAsInts();
      IntVector exponent = bits.sub(SQRT_HALF_BITS).lanewise(ASHR, MANTISSA_BITS);
      FloatVector f = bits.sub(exponent.lanewise(LSHL, MANTISSA_BITS)).reinterpretAsFloats().sub(1);
      FloatVector e = exponent.add(WHOLE_BITS).reinterpretAsFloats().sub(WHOLE);
      e = e.blend(e.sub(MANTISSA_BITS), tiny);
      FloatVector p = broadcast(SPECIES, -0.0763230696f);
      p = p.fma(f, broadcast(SPECIES, 0.127608746f));
      p = p.fma(f, broadcast(SPECIES, -0.131606311f));
      p = p.fma(f, broadcast(SPECIES, 0.142018795f));
      p = p.fma(f, broadcast(SPECIES, -0.166233271f));
      p = p.fma(f, broadcast(SPECIES, 0.200012207f));
      p = p.fma(f, broadcast(SPECIES, -0.250008225f));
      p = p.fma(f, broadcast(SPECIES, 0.333333313f));
      p = p.fma(f, broadcast(SPECIES, -0.5f)).mul(f.mul(f));
      p = e.fma(broadcast(SPECIES, LN_2_REST), p).add(f);
      e.fma(broadcast(SPECIES, LN_2), p)
          .blend(v, v.compare(LT, Float.POSITIVE_INFINITY).not())
          .blend(Float.NEGATIVE_INFINITY, v.compare(EQ, 0))
          .blend(Float.NaN, v.compare(LT, 0))
          .intoArray(y, yo + i);
    }
  }

  /** y = ln(1 + x): as log of the rounded 1 + x, with what the rounding lost added to f. */
  static void log1p(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xo + i);
      FloatVector u = v.add(1);
      FloatVector one = u.sub(v);
      FloatVector lost = v.sub(u.sub(one)).add(broadcast(SPECIES, 1).sub(one));
      IntVector bits = u.reinterpretAsInts();
      IntVector exponent = bits.sub(SQRT_HALF_BITS).lanewise(ASHR, MANTISSA_BITS);
      IntVector power = exponent.lanewise(LSHL, MANTISSA_BITS);
      FloatVector scale =
          broadcast(SPECIES, 1).reinterpretAsInts().sub(power).reinterpretAsFloats();
      FloatVector correction = lost.mul(scale).blend(0, v.compare(GT, ONE_IS_LOST));
      FloatVector f = bits.sub(power).reinterpretAsFloats().sub(1).add(correction);
      FloatVector e = exponent.add(WHOLE_BITS).reinterpretAsFloats().sub(WHOLE);
      FloatVector p = broadcast(SPECIES, -0.0763230696f);
      p = p.fma(f, broadcast(SPECIES, 0.127608746f));
      p = p.fma(f, broadcast(SPECIES, -0.131606311f));
      p = p.fma(f, broadcast(SPECIES, 0.142018795f));
      p = p.fma(f, broadcast(SPECIES, -0.166233271f));
      p = p.fma(f, broadcast(SPECIES, 0.200012207f));
      p = p.fma(f, broadcast(SPECIES, -0.250008225f));
      p = p.fma(f, broadcast(SPECIES, 0.333333313f));
      p = p.fma(f, broadcast(SPECIES, -0.5f)).mul(f.mul(f));
      p = e.fma(broadcast(SPECIES, LN_2_REST), p).add(f);
      e.fma(broadcast(SPECIES, LN_2), p)
          .blend(v, v.compare(LT, Float.POSITIVE_INFINITY).not())
          .blend(v, v.compare(EQ, 0))
          .blend(Float.NEGATIVE_INFINITY, v.compare(EQ, -1))
          .blend(Float.NaN, v.compare(LT, -1))
          .intoArray(y, yo + i);
    }
  }

  /**
   * y = erf(x): up to 1 an odd polynomial, to 2^-29.4; beyond 1 - exp(-g) with a polynomial for g,
   * to 2^-26.7.
   */
  static void erf(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xo + i);
      FloatVector size = v.abs();
      FloatVector z = size.mul(size);
      FloatVector near = broadcast(SPECIES, 7.80690316e-05f);
      near = near.fma(z, broadcast(SPECIES, -0.00079978531f));
      near = near.fma(z, broadcast(SPECIES, 0.0051871622f));
      near = near.fma(z, broadcast(SPECIES, -0.0268533472f));
      near = near.fma(z, broadcast(SPECIES, 0.112835787f));
      near = near.fma(z, broadcast(SPECIES, -0.37612626f));
      near = near.fma(z, broadcast(SPECIES, 0.128379166f));
      near = near.fma(size, size);
      FloatVector u = size.blend(ERF_HIGHEST, size.compare(GT, ERF_HIGHEST)).sub(1);
      FloatVector minusG = broadcast(SPECIES, 0.000100531899f);
      minusG = minusG.fma(u, broadcast(SPECIES, -0.00150384381f));
      minusG = minusG.fma(u, broadcast(SPECIES, 0.00946732238f));
      minusG = minusG.fma(u, broadcast(SPECIES, -0.0412648953f));
      minusG = minusG.fma(u, broadcast(SPECIES, -0.843172371f));
      minusG = minusG.fma(u, broadcast(SPECIES, -2.63896275f));
      minusG = minusG.fma(u, broadcast(SPECIES, -1.84960556f));
      FloatVector shifted = minusG.fma(broadcast(SPECIES, LOG2_E), broadcast(SPECIES, TO_POWER));
      FloatVector minus = broadcast(SPECIES, TO_POWER).sub(shifted);
      FloatVector r = minus.fma(broadcast(SPECIES, LN_2), minusG);
      r = minus.fma(broadcast(SPECIES, LN_2_REST), r);
      FloatVector p = broadcast(SPECIES, E6);
      p = p.fma(r, broadcast(SPECIES, E5));
      p = p.fma(r, broadcast(SPECIES, E4));
      p = p.fma(r, broadcast(SPECIES, E3));
      p = p.fma(r, broadcast(SPECIES, E2));
      p = p.fma(r.mul(r), r).add(1);
      FloatVector power =
          shifted.reinterpretAsInts().lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
      FloatVector far = broadcast(SPECIES, 1).sub(p.mul(power));
      IntVector value = near.blend(far, size.compare(GE, 1)).reinterpretAsInts();
      IntVector sign = v.reinterpretAsInts().lanewise(AND, SIGN_BIT);
      value.lanewise(OR, sign).reinterpretAsFloats().intoArray(y, yo + i);
    }
  }

  /**
   * y = sin(x + quarters pi/2) for |x| up to {@link #LARGEST_ANGLE}. The polynomials hold on
   * [-pi/4, pi/4]: sin to 2^-32.5, cos to 2^-33.
   */
  static void sin(float[] x, int xo, float[] y, int yo, int n, int quarters) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xo + i);
      FloatVector shifted = v.fma(broadcast(SPECIES, TWO_OVER_PI), broadcast(SPECIES, WHOLE));
      FloatVector minus = broadcast(SPECIES, WHOLE).sub(shifted);
      FloatVector r = minus.fma(broadcast(SPECIES, HALF_PI), v);
      r = minus.fma(broadcast(SPECIES, HALF_PI_REST), r);
      r = minus.fma(broadcast(SPECIES, HALF_PI_REST_OF_REST), r);
      FloatVector z = r.mul(r);
      FloatVector s = broadcast(SPECIES, 2.83251006e-06f);
      s = s.fma(z, broadcast(SPECIES, -0.000198530644f));
      s = s.fma(z, broadcast(SPECIES, 0.0083333794f));
      s = s.fma(z, broadcast(SPECIES, -0.166666672f));
      s = s.fma(z.mul(r), r).blend(v, v.compare(EQ, 0));
      FloatVector c = broadcast(SPECIES, 2.44323273e-05f);
      c = c.fma(z, broadcast(SPECIES, -0.00138873095f));
      c = c.fma(z, broadcast(SPECIES, 0.0416666456f));
      c = c.fma(z, broadcast(SPECIES, -0.5f));
      c = c.fma(z, broadcast(SPECIES, 1));
      IntVector quadrant = shifted.reinterpretAsInts().add(quarters);
      FloatVector odd = quadrant.lanewise(AND, 1).lanewise(LSHL, 30).reinterpretAsFloats();
      IntVector sign = quadrant.lanewise(AND, 2).lanewise(LSHL, 30);
      IntVector value = s.blend(c, odd.compare(GT, 0)).reinterpretAsInts();
      value.lanewise(XOR, sign).reinterpretAsFloats().intoArray(y, yo + i);
    }
  }

  /** Returns whether no angle is larger than {@link #LARGEST_ANGLE}. */
  static boolean anglesAreSmall(float[] x, int xo, int n) {
    FloatVector large = FloatVector.zero(SPECIES);
    for (int i = 0; i < n; i += LANES) {
      VectorMask<Float> here = fromArray(SPECIES, x, xo + i).abs().compare(GT, LARGEST_ANGLE);
      large = large.blend(1, here);
    }
    return !large.compare(GT, 0).anyTrue();
  }
}

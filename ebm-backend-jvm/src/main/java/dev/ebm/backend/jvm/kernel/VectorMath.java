package dev.ebm.backend.jvm.kernel;

import static dev.ebm.backend.jvm.kernel.VectorExponentials.LN_2;
import static dev.ebm.backend.jvm.kernel.VectorExponentials.LN_2_REST;
import static dev.ebm.backend.jvm.kernel.VectorExponentials.MANTISSA_BITS;
import static dev.ebm.backend.jvm.kernel.VectorExponentials.WHOLE;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Logarithms, sine and cosine over whole vectors; see {@link VectorExponentials} for the rules of
 * such loops and the origin of the coefficients.
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

  /** Up to this argument log1p keeps clear of the end of the exponent's range. */
  static final float LOG1P_HIGHEST = 0x1p126f;

  private static final float TWO_OVER_PI = 0.636619747f;
  private static final float HALF_PI = 1.57079637f;
  private static final float HALF_PI_REST = -4.37113883e-08f;
  private static final float HALF_PI_REST_OF_REST = -1.71512451e-15f;

  private VectorMath() {}

  /**
   * y = ln(x) for normal numbers above 0: n ln 2 + ln(1 + f) with 1 + f in [sqrt(1/2), sqrt(2)],
   * ln(1 + f) to 2^-27.
   */
  static void log(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += LANES) {
      IntVector bits = fromArray(SPECIES, x, xo + i).reinterpretAsInts();
      IntVector exponent = bits.sub(SQRT_HALF_BITS).lanewise(ASHR, MANTISSA_BITS);
      FloatVector f = bits.sub(exponent.lanewise(LSHL, MANTISSA_BITS)).reinterpretAsFloats().sub(1);
      FloatVector e = exponent.add(WHOLE_BITS).reinterpretAsFloats().sub(WHOLE);
      FloatVector p = broadcast(SPECIES, -0.0763230696f);
      p = p.fma(f, broadcast(SPECIES, 0.127608746f));
      p = p.fma(f, broadcast(SPECIES, -0.131606311f));
      p = p.fma(f, broadcast(SPECIES, 0.142018795f));
      p = p.fma(f, broadcast(SPECIES, -0.166233271f));
      p = p.fma(f, broadcast(SPECIES, 0.200012207f));
      p = p.fma(f, broadcast(SPECIES, -0.250008225f));
      p = p.fma(f, broadcast(SPECIES, 0.333333313f));
      p = p.fma(f, broadcast(SPECIES, -0.5f)).mul(f);
      p = p.fma(f, e.fma(broadcast(SPECIES, LN_2_REST), f));
      e.fma(broadcast(SPECIES, LN_2), p).intoArray(y, yo + i);
    }
  }

  /**
   * y = ln(1 + x) for x above -1 and up to {@link #LOG1P_HIGHEST}: as log of the rounded 1 + x,
   * with what the rounding lost added to f.
   */
  static void log1p(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xo + i);
      FloatVector u = v.add(1);
      FloatVector lost = v.sub(u.sub(1));
      IntVector bits = u.reinterpretAsInts();
      IntVector exponent = bits.sub(SQRT_HALF_BITS).lanewise(ASHR, MANTISSA_BITS);
      IntVector power = exponent.lanewise(LSHL, MANTISSA_BITS);
      FloatVector scale =
          broadcast(SPECIES, 1).reinterpretAsInts().sub(power).reinterpretAsFloats();
      FloatVector f = lost.fma(scale, bits.sub(power).reinterpretAsFloats().sub(1));
      FloatVector e = exponent.add(WHOLE_BITS).reinterpretAsFloats().sub(WHOLE);
      FloatVector p = broadcast(SPECIES, -0.0763230696f);
      p = p.fma(f, broadcast(SPECIES, 0.127608746f));
      p = p.fma(f, broadcast(SPECIES, -0.131606311f));
      p = p.fma(f, broadcast(SPECIES, 0.142018795f));
      p = p.fma(f, broadcast(SPECIES, -0.166233271f));
      p = p.fma(f, broadcast(SPECIES, 0.200012207f));
      p = p.fma(f, broadcast(SPECIES, -0.250008225f));
      p = p.fma(f, broadcast(SPECIES, 0.333333313f));
      p = p.fma(f, broadcast(SPECIES, -0.5f)).mul(f);
      p = p.fma(f, e.fma(broadcast(SPECIES, LN_2_REST), f));
      e.fma(broadcast(SPECIES, LN_2), p).blend(v, v.compare(EQ, 0)).intoArray(y, yo + i);
    }
  }

  static void sin(float[] x, int xo, float[] y, int yo, int n) {
    sin(x, xo, y, yo, n, 0);
  }

  static void cos(float[] x, int xo, float[] y, int yo, int n) {
    sin(x, xo, y, yo, n, 1);
  }

  /**
   * y = sin(x + quarters pi/2) for |x| up to {@link #LARGEST_ANGLE}. The polynomials hold on
   * [-pi/4, pi/4]: sin to 2^-32.5, cos to 2^-33.
   */
  private static void sin(float[] x, int xo, float[] y, int yo, int n, int quarters) {
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

  /** Returns whether all arguments are from low to high. */
  static boolean allWithin(float low, float high, float[] x, int xo, int n) {
    FloatVector outside = FloatVector.zero(SPECIES);
    for (int i = 0; i < n; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xo + i);
      VectorMask<Float> inside = v.compare(GE, low).and(v.compare(LE, high));
      outside = outside.blend(1, inside.not());
    }
    return !outside.compare(GT, 0).anyTrue();
  }
}

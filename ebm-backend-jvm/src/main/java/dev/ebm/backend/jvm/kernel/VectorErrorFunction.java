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
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.OR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The error function and its inverse over whole vectors; see {@link VectorExponentials} for the
 * rules of such loops and the origin of the coefficients.
 */
final class VectorErrorFunction {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Beyond this erf is 1 to the last bit. */
  private static final float ERF_HIGHEST = 4;

  /** Where the two polynomials for the inverse meet, and the middles of their intervals. */
  private static final float TAIL_FROM = 6;

  private static final float CENTRE_MIDDLE = 3;
  private static final float TAIL_MIDDLE = 3.25f;

  private VectorErrorFunction() {}

  /** y = erf(x) = 1 - exp(-g) under the sign of x, with a polynomial for g, to 2^-27.8. */
  static void erf(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xo + i);
      FloatVector size = v.abs();
      FloatVector g = broadcast(SPECIES, -9.38731228e-06f);
      g = g.fma(size, broadcast(SPECIES, 0.000118856522f));
      g = g.fma(size, broadcast(SPECIES, -0.000637350138f));
      g = g.fma(size, broadcast(SPECIES, 0.00167565956f));
      g = g.fma(size, broadcast(SPECIES, -0.000169494742f));
      g = g.fma(size, broadcast(SPECIES, -0.0191478245f));
      g = g.fma(size, broadcast(SPECIES, 0.102776304f));
      g = g.fma(size, broadcast(SPECIES, 0.636619568f));
      g = g.fma(size, broadcast(SPECIES, 0.128379166f));
      g = g.fma(size, size);
      FloatVector shifted = g.fma(broadcast(SPECIES, -LOG2_E), broadcast(SPECIES, TO_POWER));
      FloatVector whole = shifted.sub(TO_POWER);
      FloatVector t = whole.fma(broadcast(SPECIES, LN_2), g);
      t = whole.fma(broadcast(SPECIES, LN_2_REST), t);
      FloatVector p = broadcast(SPECIES, -E6);
      p = p.fma(t, broadcast(SPECIES, E5));
      p = p.fma(t, broadcast(SPECIES, -E4));
      p = p.fma(t, broadcast(SPECIES, E3));
      p = p.fma(t, broadcast(SPECIES, -E2));
      p = p.fma(t.mul(t), t);
      FloatVector power =
          shifted.reinterpretAsInts().lanewise(LSHL, MANTISSA_BITS).reinterpretAsFloats();
      p = p.fma(power, broadcast(SPECIES, 1).sub(power)).blend(1, size.compare(GT, ERF_HIGHEST));
      IntVector sign = v.reinterpretAsInts().lanewise(AND, SIGN_BIT);
      p.reinterpretAsInts().lanewise(OR, sign).reinterpretAsFloats().intoArray(y, yo + i);
    }
  }

  /** y = 1 - x^2. */
  static void oneMinusSquare(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector v = fromArray(SPECIES, x, xo + i);
      broadcast(SPECIES, 1).sub(v).mul(v.add(1)).intoArray(y, yo + i);
    }
  }

  /** y = erfinv(x) / x given ln(1 - x^2) = -w, for w up to 6, as a polynomial in w, to 2^-27.5. */
  static void inverseCentre(float[] minusW, float[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector w = fromArray(SPECIES, minusW, i).neg();
      FloatVector u = w.sub(CENTRE_MIDDLE);
      FloatVector centre = broadcast(SPECIES, 6.25512642e-10f);
      centre = centre.fma(u, broadcast(SPECIES, -5.47360601e-09f));
      centre = centre.fma(u, broadcast(SPECIES, -1.83356335e-08f));
      centre = centre.fma(u, broadcast(SPECIES, 4.48422554e-07f));
      centre = centre.fma(u, broadcast(SPECIES, -1.77582831e-06f));
      centre = centre.fma(u, broadcast(SPECIES, -1.27088297e-05f));
      centre = centre.fma(u, broadcast(SPECIES, 0.000195127621f));
      centre = centre.fma(u, broadcast(SPECIES, -0.000836192688f));
      centre = centre.fma(u, broadcast(SPECIES, -0.00573819363f));
      centre = centre.fma(u, broadcast(SPECIES, 0.241630405f));
      centre = centre.fma(u, broadcast(SPECIES, 1.62354207f));
      centre.intoArray(y, i);
    }
  }

  /**
   * y = erfinv(x) for |x| below 1 given ln(1 - x^2) = -w and the quotients of {@link
   * #inverseCentre}: beyond w = 6 a polynomial in sqrt(w), to 2^-25.0, replaces these (the
   * variables are those of Giles 2012, "Approximating the erfinv function").
   */
  static void inverse(float[] x, int xo, float[] minusW, float[] centre, float[] y, int yo, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector w = fromArray(SPECIES, minusW, i).neg();
      FloatVector s = w.sqrt().sub(TAIL_MIDDLE);
      FloatVector tail = broadcast(SPECIES, -0.000219050562f);
      tail = tail.fma(s, broadcast(SPECIES, 0.000941803737f));
      tail = tail.fma(s, broadcast(SPECIES, -0.00176758622f));
      tail = tail.fma(s, broadcast(SPECIES, 0.00249914802f));
      tail = tail.fma(s, broadcast(SPECIES, -0.00373455766f));
      tail = tail.fma(s, broadcast(SPECIES, 0.00536997896f));
      tail = tail.fma(s, broadcast(SPECIES, 1.00525808f));
      tail = tail.fma(s, broadcast(SPECIES, 3.08388567f));
      fromArray(SPECIES, centre, i)
          .blend(tail, w.compare(GT, TAIL_FROM))
          .mul(fromArray(SPECIES, x, xo + i))
          .intoArray(y, yo + i);
    }
  }
}

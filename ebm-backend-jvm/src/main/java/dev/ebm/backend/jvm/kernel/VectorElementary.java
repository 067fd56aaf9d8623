package dev.ebm.backend.jvm.kernel;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import jdk.incubator.vector.FloatVector;

/**
 * Elementary functions of any number of elements. Those that fill no vector go through the same
 * loops in a padded copy, so that no result depends on where its element stands.
 */
final class VectorElementary {

  private static final int LANES = FloatVector.SPECIES_PREFERRED.length();

  /** Elements that several loops share while they are in the nearest cache. */
  private static final int BLOCK = 512;

  private static final ThreadFloats LOGARITHMS = new ThreadFloats();
  private static final ThreadFloats CENTRES = new ThreadFloats();

  /** An argument that every function computes in its loop. */
  private static final float ORDINARY = 0.5f;

  private VectorElementary() {}

  /** A function of a whole number of vectors. */
  interface Loop {
    void run(float[] x, int xo, float[] y, int yo, int n);
  }

  static void apply(Loop loop, float[] x, int xo, float[] y, int yo, int n) {
    int whole = n - n % LANES;
    loop.run(x, xo, y, yo, whole);
    if (whole < n) {
      float[] rest = padded(x, xo + whole, n - whole);
      loop.run(rest, 0, rest, 0, LANES);
      System.arraycopy(rest, 0, y, yo + whole, n - whole);
    }
  }

  static void log(float[] x, int xo, float[] y, int yo, int n) {
    within(Float.MIN_NORMAL, Float.MAX_VALUE, VectorMath::log, Math::log, x, xo, y, yo, n);
  }

  static void log1p(float[] x, int xo, float[] y, int yo, int n) {
    float low = Math.nextUp(-1f);
    within(low, VectorMath.LOG1P_HIGHEST, VectorMath::log1p, ScalarMath::log1p, x, xo, y, yo, n);
  }

  static void erfinv(float[] x, int xo, float[] y, int yo, int n) {
    float most = Math.nextDown(1f);
    within(-most, most, VectorElementary::erfinvInside, SpecialFunctions::erfinv, x, xo, y, yo, n);
  }

  private static void erfinvInside(float[] x, int xo, float[] y, int yo, int n) {
    float[] log = LOGARITHMS.atLeast(BLOCK);
    float[] centre = CENTRES.atLeast(BLOCK);
    for (int i = 0; i < n; i += BLOCK) {
      int count = Math.min(BLOCK, n - i);
      VectorErrorFunction.oneMinusSquare(x, xo + i, log, 0, count);
      VectorMath.log(log, 0, log, 0, count);
      VectorErrorFunction.inverseCentre(log, centre, count);
      VectorErrorFunction.inverse(x, xo + i, log, centre, y, yo + i, count);
    }
  }

  static void sin(float[] x, int xo, float[] y, int yo, int n) {
    float most = VectorMath.LARGEST_ANGLE;
    within(-most, most, VectorMath::sin, Math::sin, x, xo, y, yo, n);
  }

  static void cos(float[] x, int xo, float[] y, int yo, int n) {
    float most = VectorMath.LARGEST_ANGLE;
    within(-most, most, VectorMath::cos, Math::cos, x, xo, y, yo, n);
  }

  /**
   * Applies a loop that holds from low to high. Arguments beyond are rare; they are taken one by
   * one, because a loop that provides for them is so long that Java 17 may make objects of its
   * vectors.
   */
  private static void within(
      float low,
      float high,
      Loop loop,
      DoubleUnaryOperator beyond,
      float[] x,
      int xo,
      float[] y,
      int yo,
      int n) {
    if (VectorMath.allWithin(low, high, x, xo, n)) {
      loop.run(x, xo, y, yo, n);
      return;
    }
    float[] arguments = Arrays.copyOfRange(x, xo, xo + n);
    loop.run(arguments, 0, y, yo, n);
    for (int i = 0; i < n; i++) {
      if (!(arguments[i] >= low && arguments[i] <= high)) {
        y[yo + i] = (float) beyond.applyAsDouble(arguments[i]);
      }
    }
  }

  private static float[] padded(float[] x, int xo, int n) {
    float[] rest = new float[LANES];
    Arrays.fill(rest, n, LANES, ORDINARY);
    System.arraycopy(x, xo, rest, 0, n);
    return rest;
  }
}

package dev.ebm.backend.jvm.kernel;

import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.OR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Operations that IEEE 754 defines to the bit, on the Vector API. The elements left over at the end
 * go through plain loops, which give the same bits.
 */
abstract class VectorArithmetic implements FloatKernels {

  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();

  /** At this height floats count in ones. */
  private static final float WHOLE = 0x1p23f;

  private static final int SIGN_BIT = 0x80000000;

  private static final ScalarKernels REST = new ScalarKernels();

  @Override
  public final void neg(float[] x, int xo, float[] y, int yo, int n) {
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xo + i).neg().intoArray(y, yo + i);
    }
    REST.neg(x, xo + i, y, yo + i, n - i);
  }

  @Override
  public final void sqrt(float[] x, int xo, float[] y, int yo, int n) {
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xo + i).sqrt().intoArray(y, yo + i);
    }
    REST.sqrt(x, xo + i, y, yo + i, n - i);
  }

  @Override
  public final void not(float[] x, int xo, float[] y, int yo, int n) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      one.sub(FloatVector.fromArray(SPECIES, x, xo + i)).intoArray(y, yo + i);
    }
    REST.not(x, xo + i, y, yo + i, n - i);
  }

  @Override
  public final void sign(float[] x, int xo, float[] y, int yo, int n) {
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xo + i);
      VectorMask<Float> below = v.compare(LT, 0);
      VectorMask<Float> above = v.compare(GT, 0);
      v.blend(-1, below).blend(1, above).intoArray(y, yo + i);
    }
    REST.sign(x, xo + i, y, yo + i, n - i);
  }

  @Override
  public final void floor(float[] x, int xo, float[] y, int yo, int n) {
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xo + i);
      FloatVector size = v.abs();
      IntVector sign = v.reinterpretAsInts().lanewise(AND, SIGN_BIT);
      FloatVector nearest =
          size.add(WHOLE).sub(WHOLE).reinterpretAsInts().lanewise(OR, sign).reinterpretAsFloats();
      FloatVector below = nearest.blend(nearest.sub(1), nearest.compare(GT, v));
      v.blend(below, size.compare(LT, WHOLE)).intoArray(y, yo + i);
    }
    REST.floor(x, xo + i, y, yo + i, n - i);
  }

  @Override
  public final void add(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector.fromArray(SPECIES, a, ao + i)
          .add(FloatVector.fromArray(SPECIES, b, bo + i))
          .intoArray(y, yo + i);
    }
    REST.add(a, ao + i, b, bo + i, y, yo + i, n - i);
  }

  @Override
  public final void sub(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector.fromArray(SPECIES, a, ao + i)
          .sub(FloatVector.fromArray(SPECIES, b, bo + i))
          .intoArray(y, yo + i);
    }
    REST.sub(a, ao + i, b, bo + i, y, yo + i, n - i);
  }

  @Override
  public final void mul(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector.fromArray(SPECIES, a, ao + i)
          .mul(FloatVector.fromArray(SPECIES, b, bo + i))
          .intoArray(y, yo + i);
    }
    REST.mul(a, ao + i, b, bo + i, y, yo + i, n - i);
  }

  @Override
  public final void div(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector.fromArray(SPECIES, a, ao + i)
          .div(FloatVector.fromArray(SPECIES, b, bo + i))
          .intoArray(y, yo + i);
    }
    REST.div(a, ao + i, b, bo + i, y, yo + i, n - i);
  }

  @Override
  public final void maximum(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector.fromArray(SPECIES, a, ao + i)
          .max(FloatVector.fromArray(SPECIES, b, bo + i))
          .intoArray(y, yo + i);
    }
    REST.maximum(a, ao + i, b, bo + i, y, yo + i, n - i);
  }

  @Override
  public final void less(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector one = zero.add(1);
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      VectorMask<Float> mask =
          FloatVector.fromArray(SPECIES, a, ao + i)
              .compare(LT, FloatVector.fromArray(SPECIES, b, bo + i));
      zero.blend(one, mask).intoArray(y, yo + i);
    }
    REST.less(a, ao + i, b, bo + i, y, yo + i, n - i);
  }

  @Override
  public final void equal(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector one = zero.add(1);
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      VectorMask<Float> mask =
          FloatVector.fromArray(SPECIES, a, ao + i)
              .compare(EQ, FloatVector.fromArray(SPECIES, b, bo + i));
      zero.blend(one, mask).intoArray(y, yo + i);
    }
    REST.equal(a, ao + i, b, bo + i, y, yo + i, n - i);
  }

  @Override
  public final void and(float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    mul(a, ao, b, bo, y, yo, n);
  }

  @Override
  public final void addScalar(float[] a, int ao, float b, float[] y, int yo, int n) {
    FloatVector number = FloatVector.broadcast(SPECIES, b);
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector.fromArray(SPECIES, a, ao + i).add(number).intoArray(y, yo + i);
    }
    REST.addScalar(a, ao + i, b, y, yo + i, n - i);
  }

  @Override
  public final void mulScalar(float[] a, int ao, float b, float[] y, int yo, int n) {
    FloatVector number = FloatVector.broadcast(SPECIES, b);
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector.fromArray(SPECIES, a, ao + i).mul(number).intoArray(y, yo + i);
    }
    REST.mulScalar(a, ao + i, b, y, yo + i, n - i);
  }

  @Override
  public final void divScalar(float[] a, int ao, float b, float[] y, int yo, int n) {
    FloatVector number = FloatVector.broadcast(SPECIES, b);
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector.fromArray(SPECIES, a, ao + i).div(number).intoArray(y, yo + i);
    }
    REST.divScalar(a, ao + i, b, y, yo + i, n - i);
  }

  @Override
  public final void maximumScalar(float[] a, int ao, float b, float[] y, int yo, int n) {
    FloatVector number = FloatVector.broadcast(SPECIES, b);
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector.fromArray(SPECIES, a, ao + i).max(number).intoArray(y, yo + i);
    }
    REST.maximumScalar(a, ao + i, b, y, yo + i, n - i);
  }

  @Override
  public final void scalarSub(float a, float[] b, int bo, float[] y, int yo, int n) {
    FloatVector number = FloatVector.broadcast(SPECIES, a);
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      number.sub(FloatVector.fromArray(SPECIES, b, bo + i)).intoArray(y, yo + i);
    }
    REST.scalarSub(a, b, bo + i, y, yo + i, n - i);
  }

  @Override
  public final void scalarDiv(float a, float[] b, int bo, float[] y, int yo, int n) {
    FloatVector number = FloatVector.broadcast(SPECIES, a);
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      number.div(FloatVector.fromArray(SPECIES, b, bo + i)).intoArray(y, yo + i);
    }
    REST.scalarDiv(a, b, bo + i, y, yo + i, n - i);
  }

  @Override
  public final void lessScalar(float[] a, int ao, float b, float[] y, int yo, int n) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector one = zero.add(1);
    FloatVector number = FloatVector.broadcast(SPECIES, b);
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      VectorMask<Float> mask = FloatVector.fromArray(SPECIES, a, ao + i).compare(LT, number);
      zero.blend(one, mask).intoArray(y, yo + i);
    }
    REST.lessScalar(a, ao + i, b, y, yo + i, n - i);
  }

  @Override
  public final void equalScalar(float[] a, int ao, float b, float[] y, int yo, int n) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector one = zero.add(1);
    FloatVector number = FloatVector.broadcast(SPECIES, b);
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      VectorMask<Float> mask = FloatVector.fromArray(SPECIES, a, ao + i).compare(EQ, number);
      zero.blend(one, mask).intoArray(y, yo + i);
    }
    REST.equalScalar(a, ao + i, b, y, yo + i, n - i);
  }

  @Override
  public final void scalarLess(float a, float[] b, int bo, float[] y, int yo, int n) {
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector one = zero.add(1);
    FloatVector number = FloatVector.broadcast(SPECIES, a);
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      VectorMask<Float> mask = number.compare(LT, FloatVector.fromArray(SPECIES, b, bo + i));
      zero.blend(one, mask).intoArray(y, yo + i);
    }
    REST.scalarLess(a, b, bo + i, y, yo + i, n - i);
  }

  @Override
  public final void select(
      float[] p, int po, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      VectorMask<Float> chosen = FloatVector.fromArray(SPECIES, p, po + i).compare(NE, 0);
      FloatVector.fromArray(SPECIES, b, bo + i)
          .blend(FloatVector.fromArray(SPECIES, a, ao + i), chosen)
          .intoArray(y, yo + i);
    }
    REST.select(p, po + i, a, ao + i, b, bo + i, y, yo + i, n - i);
  }

  @Override
  public final void axpby(
      float alpha, float[] a, int ao, float beta, float[] b, int bo, float[] y, int yo, int n) {
    FloatVector alphas = FloatVector.broadcast(SPECIES, alpha);
    FloatVector betas = FloatVector.broadcast(SPECIES, beta);
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector scaled = FloatVector.fromArray(SPECIES, b, bo + i).mul(betas);
      FloatVector.fromArray(SPECIES, a, ao + i).fma(alphas, scaled).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = Math.fma(a[ao + i], alpha, b[bo + i] * beta);
    }
  }

  @Override
  public final void mulAdd(
      float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector addend = FloatVector.fromArray(SPECIES, c, co + i);
      FloatVector.fromArray(SPECIES, a, ao + i)
          .fma(FloatVector.fromArray(SPECIES, b, bo + i), addend)
          .intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = Math.fma(a[ao + i], b[bo + i], c[co + i]);
    }
  }
}

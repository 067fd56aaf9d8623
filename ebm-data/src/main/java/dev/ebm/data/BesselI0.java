package dev.ebm.data;

import static dev.ebm.api.tensor.Tensors.fill;
import static dev.ebm.api.tensor.Tensors.where;

import dev.ebm.api.tensor.Tensor;

/**
 * The modified Bessel function of order 0, by the polynomials of Abramowitz and Stegun (1964, 9.8.1
 * and 9.8.2), whose error is below float32's.
 */
final class BesselI0 {

  /** Where the two approximations meet. */
  private static final double LIMIT = 3.75;

  /** I0(z) in powers of (z / 3.75)^2 for z below 3.75. */
  private static final double[] SMALL = {
    1, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.0360768, 0.0045813
  };

  /** sqrt(z) e^-z I0(z) in powers of 3.75 / z for z above 3.75. */
  private static final double[] LARGE = {
    0.39894228,
    0.01328592,
    0.00225319,
    -0.00157565,
    0.00916281,
    -0.02057706,
    0.02635537,
    -0.01647633,
    0.00392377
  };

  private BesselI0() {}

  /** log(e^-z I0(z)) for z at least 0. */
  static Tensor logScaled(Tensor z) {
    Tensor isSmall = z.lt(LIMIT);
    Tensor limit = fill(z.dtype(), LIMIT, z.shape());
    Tensor small = where(isSmall, z, limit);
    Tensor large = where(isSmall, limit, z);
    return where(
        isSmall,
        polynomial(SMALL, small.div(LIMIT).square()).log().sub(small),
        polynomial(LARGE, large.reciprocal().mul(LIMIT)).log().sub(large.log().mul(0.5)));
  }

  private static Tensor polynomial(double[] coefficients, Tensor x) {
    Tensor value = fill(x.dtype(), coefficients[coefficients.length - 1], x.shape());
    for (int power = coefficients.length - 2; power >= 0; power--) {
      value = value.mul(x).add(coefficients[power]);
    }
    return value;
  }
}

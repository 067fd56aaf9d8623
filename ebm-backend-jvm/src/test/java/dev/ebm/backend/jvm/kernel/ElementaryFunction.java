package dev.ebm.backend.jvm.kernel;

import java.util.function.DoubleUnaryOperator;

/** The elementary functions with their truth in double precision. */
enum ElementaryFunction {
  EXP(FloatKernels::exp, Math::exp, 1.5),
  EXPM1(FloatKernels::expm1, Math::expm1, 2),
  LOG(FloatKernels::log, Math::log, 1.5),
  LOG1P(FloatKernels::log1p, Math::log1p, 2),
  TANH(FloatKernels::tanh, Math::tanh, 3),
  LOGISTIC(FloatKernels::logistic, x -> 1 / (1 + Math.exp(-x)), 3),
  SOFTPLUS(FloatKernels::softplus, ElementaryFunction::softplus, 2),
  ERF(FloatKernels::erf, SpecialFunctions::erf, 2.5),
  ERFINV(FloatKernels::erfinv, SpecialFunctions::erfinv, 4),
  SIN(FloatKernels::sin, Math::sin, 2),
  COS(FloatKernels::cos, Math::cos, 2);

  /** A call of one of the functions. */
  interface Call {
    void on(FloatKernels kernels, float[] x, int xo, float[] y, int yo, int n);
  }

  final Call call;
  final DoubleUnaryOperator truth;
  final double ulps;

  ElementaryFunction(Call call, DoubleUnaryOperator truth, double ulps) {
    this.call = call;
    this.truth = truth;
    this.ulps = ulps;
  }

  float[] apply(FloatKernels kernels, float... x) {
    float[] y = new float[x.length];
    call.on(kernels, x, 0, y, 0, x.length);
    return y;
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}

package dev.ebm.testkit;

import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Op;

/**
 * How far a backend may be from {@link Reference}: a number of epsilons (the gap between 1 and the
 * next number of the dtype) of the expected value or, for sums, of the sum of the terms' sizes.
 * Denormal numbers may be flushed to zero.
 */
final class Tolerance {

  /** Operations that IEEE 754 rounds correctly, and those that only move elements. */
  static final double EXACT = 0;

  /** Libraries of vector mathematics are off by one unit for some roots. */
  private static final double ROOT = 1;

  /** Transcendental functions; good vector libraries stay within 4 units in the last place. */
  private static final double TRANSCENDENTAL = 4;

  private Tolerance() {}

  /** The epsilons that an element-wise operation may be off. */
  static double of(Op op) {
    return switch (op) {
      case EXP, LOG, LOG1P, EXPM1, TANH, LOGISTIC, SOFTPLUS, ERF, ERFINV, SIN, COS ->
          TRANSCENDENTAL;
      case SQRT -> ROOT;
      default -> EXACT;
    };
  }

  /**
   * The epsilons of a sum of n rounded terms. The bound is n; rounding errors are of either sign,
   * so that sqrt(n) is typical of the worst order of summation, and one term too many or too few is
   * seen.
   */
  static double ofSum(int n) {
    return 2 + Math.sqrt(n);
  }

  static double epsilon(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> Math.ulp(1f);
      case FLOAT64 -> Math.ulp(1d);
      default -> 0;
    };
  }

  static double smallestNormal(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> Float.MIN_NORMAL;
      case FLOAT64 -> Double.MIN_NORMAL;
      default -> 0;
    };
  }
}

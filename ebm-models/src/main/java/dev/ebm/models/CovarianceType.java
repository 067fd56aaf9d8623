package dev.ebm.models;

/** Which covariances normal laws may have. */
public enum CovarianceType {
  /** Any: features may be correlated. */
  FULL,
  /** Diagonal: features are independent. */
  DIAGONAL
}

package dev.ebm.backend.djl;

import ai.djl.pytorch.engine.PtNDArray;

/** Computes one operation; the result is a new array, which the caller closes. */
@FunctionalInterface
interface Kernel {

  /** The result for the operands, in order; they stay open and unchanged. */
  PtNDArray run(PtNDArray... operands);
}

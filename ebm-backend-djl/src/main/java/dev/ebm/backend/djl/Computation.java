package dev.ebm.backend.djl;

import ai.djl.pytorch.engine.PtNDArray;

/** A prepared program on bare arrays. */
interface Computation extends AutoCloseable {

  /**
   * Runs it.
   *
   * @param arrays the arguments that are arrays; they stay open and unchanged
   * @param keys the two halves of every key that is an argument
   * @return new arrays, which the caller closes; their memory may be that of arguments
   */
  PtNDArray[] run(PtNDArray[] arrays, long[] keys);

  @Override
  void close();
}

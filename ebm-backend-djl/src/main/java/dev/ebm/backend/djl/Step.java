package dev.ebm.backend.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.ebm.api.tensor.Node;
import java.util.Arrays;
import java.util.function.IntFunction;

/** One step of a plan. */
sealed interface Step {

  /** The operation that the step computes. */
  Node node();

  /** Reads operands from the frame and puts results into it. */
  void run(Frame frame);

  /** An operation with one result. */
  record Compute(Node node, Kernel kernel, int[] operands, int result) implements Step {
    @Override
    public void run(Frame frame) {
      frame.put(result, kernel.run(frame.get(operands)));
    }
  }

  /** The row at the loop's own iteration, such as a sampler's noise of that step: a view. */
  record ReadRow(Node node, int rows, int result) implements Step {
    @Override
    public void run(Frame frame) {
      int i = frame.iteration();
      int n = node.input(0).shape().dim(0);
      if (i >= n) {
        throw Rows.outOfRange(node, i, 0, n);
      }
      frame.put(result, JniUtils.slice(frame.get(rows), 0, i, i + 1, 1));
    }
  }

  /**
   * A loop.
   *
   * @param body run with the iteration, the carried values and the captured ones
   * @param counter makes the iteration's scalar
   * @param operands slots of the initial carried values, then of the captured ones
   * @param results slots of the carried values after the last iteration
   */
  record Iterate(
      Node node,
      Plan body,
      int count,
      IntFunction<PtNDArray> counter,
      int[] operands,
      int[] results)
      implements Step {
    @Override
    public void run(Frame frame) {
      PtNDArray[] arguments = new PtNDArray[1 + operands.length];
      System.arraycopy(frame.get(operands), 0, arguments, 1, operands.length);
      PtNDArray[] carried = Arrays.copyOfRange(arguments, 1, 1 + results.length);
      Arrays.setAll(carried, k -> Layout.alias(carried[k]));
      try {
        for (int i = 0; i < count; i++) {
          System.arraycopy(carried, 0, arguments, 1, carried.length);
          PtNDArray[] next = iterate(arguments, i);
          Frame.closeAll(carried);
          System.arraycopy(next, 0, carried, 0, carried.length);
        }
        for (int k = 0; k < results.length; k++) {
          frame.put(results[k], carried[k]);
          carried[k] = null;
        }
      } finally {
        Frame.closeAll(carried);
      }
    }

    private PtNDArray[] iterate(PtNDArray[] arguments, int iteration) {
      if (!body.readsIteration()) {
        return body.run(arguments, iteration);
      }
      try (PtNDArray scalar = counter.apply(iteration)) {
        arguments[0] = scalar;
        return body.run(arguments, iteration);
      }
    }
  }
}

package dev.ebm.backend.djl;

import dev.ebm.api.tensor.Node;

/** One step of a plan. */
sealed interface Step permits Step.Compute, Iteration {

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
}

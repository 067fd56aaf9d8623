package dev.ebm.backend.djl;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDArray;

/**
 * A program, or a loop's body, as a list of steps over numbered slots; a run analyses nothing.
 *
 * @param steps in the order of running
 * @param dead for each step, the slots that no later step reads
 * @param slots the constants in their slots, empty slots before for arguments and behind for
 *     results
 * @param borrowed how many slots are arguments and constants
 * @param results the slots of the results
 * @param readsIteration whether a step reads argument 0 of a loop's body
 * @param watched whether a run fails at the first step that makes a NaN or an infinity
 */
record Plan(
    Step[] steps,
    int[][] dead,
    PtNDArray[] slots,
    int borrowed,
    int[] results,
    boolean readsIteration,
    boolean watched) {

  /**
   * Runs all steps.
   *
   * @param arguments stay open; argument 0 of a loop's body is needed only if it is read
   * @return new arrays, which the caller closes
   */
  PtNDArray[] run(PtNDArray[] arguments) {
    PtNDArray[] values = slots.clone();
    System.arraycopy(arguments, 0, values, 0, arguments.length);
    try (Frame frame = new Frame(values, borrowed)) {
      for (int s = 0; s < steps.length; s++) {
        run(steps[s], frame);
        frame.release(dead[s]);
      }
      return frame.take(results);
    }
  }

  private void run(Step step, Frame frame) {
    try {
      step.run(frame);
      if (watched && step instanceof Step.Compute compute) {
        NanWatch.check(compute.node(), frame.get(compute.operands()), frame.get(compute.result()));
      }
    } catch (EngineException e) {
      throw Failure.of(step.node(), e);
    }
  }
}

package dev.ebm.backend.djl;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDArray;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.error.Problem;

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
 */
record Plan(
    Step[] steps,
    int[][] dead,
    PtNDArray[] slots,
    int borrowed,
    int[] results,
    boolean readsIteration) {

  /**
   * Runs all steps.
   *
   * @param arguments stay open; argument 0 of a loop's body is needed only if it is read
   * @param iteration the iteration of the loop whose body this is, else 0
   * @return new arrays, which the caller closes
   */
  PtNDArray[] run(PtNDArray[] arguments, int iteration) {
    PtNDArray[] values = slots.clone();
    System.arraycopy(arguments, 0, values, 0, arguments.length);
    try (Frame frame = new Frame(values, borrowed, iteration)) {
      for (int s = 0; s < steps.length; s++) {
        try {
          steps[s].run(frame);
        } catch (EngineException e) {
          throw failed(steps[s], e);
        }
        frame.release(dead[s]);
      }
      return frame.take(results);
    }
  }

  private static BackendException failed(Step step, EngineException failure) {
    return new BackendException(
        Problem.error(
            "EBM-B006",
            step.node().origin(),
            "PyTorch failed in %s: %s"
                .formatted(
                    step.node(),
                    String.valueOf(failure.getMessage()).lines().findFirst().orElse("")),
            "out of memory is mended by smaller batches; else report it"),
        failure);
  }
}

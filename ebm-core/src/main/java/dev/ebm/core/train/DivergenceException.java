package dev.ebm.core.train;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;

/** Training whose numbers are no longer finite. */
public final class DivergenceException extends EbmException {

  private static final long serialVersionUID = 1L;

  private final int step;

  /**
   * Names the step.
   *
   * @param step the number of updates done before
   * @param what the loss, its gradient's norm or a value of the state
   * @param value NaN or infinite
   */
  public DivergenceException(int step, String what, double value) {
    super(
        Problem.error(
            "EBM-N001",
            "step " + step,
            what + " is " + value,
            "lower the learning rate or resume the last checkpoint with other settings"));
    this.step = step;
  }

  /** The number of updates done before. */
  public int step() {
    return step;
  }
}

package dev.ebm.core.train;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;

/** A loss that is no longer finite. */
public final class DivergenceException extends EbmException {

  private static final long serialVersionUID = 1L;

  private final int step;

  /**
   * Names the step.
   *
   * @param step the number of updates done before the loss that is not finite
   */
  public DivergenceException(int step, double loss) {
    super(
        Problem.error(
            "EBM-N001",
            "step " + step,
            "the loss is " + loss,
            "lower the learning rate or resume the last checkpoint with other settings"));
    this.step = step;
  }

  /** The number of updates done before the loss that is not finite. */
  public int step() {
    return step;
  }
}

package dev.ebm.backend.jvm.plan;

import dev.ebm.api.backend.RunProblems;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.tensor.Node;
import dev.ebm.backend.jvm.kernel.FloatKernels;

/** Fails the run unless a condition holds everywhere; the checked value stays where it is. */
final class CheckStep implements Step {

  /** Ones that are counted at once: far fewer than a float counts exactly. */
  private static final int BLOCK = 4_096;

  private final Node node;
  private final Place.Floats condition;
  private final FloatKernels kernels;

  CheckStep(Node node, Places places, FloatKernels kernels) {
    this.node = node;
    this.condition = places.floats(node.input(1));
    this.kernels = kernels;
  }

  @Override
  public void run(Workers workers) {
    for (int from = 0; from < condition.size(); from += BLOCK) {
      int count = Math.min(BLOCK, condition.size() - from);
      if (kernels.sum(condition.array(), condition.offset() + from, count) != count) {
        throw new BackendException(RunProblems.checkFailed(node));
      }
    }
  }
}

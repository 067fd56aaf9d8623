package dev.ebm.samplers;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;

/** Counts evaluations of an energy, or of its gradient, or of both at once: of one tanh. */
final class Evaluations {

  private Evaluations() {}

  /** Those of a loop's body count as often as it runs. */
  static int in(Program program) {
    int count = 0;
    for (Node node : program.nodes()) {
      if (node.op() == Op.TANH) {
        count++;
      } else if (node.attribute() instanceof Attribute.Loop loop) {
        count += loop.count() * in(loop.body());
      }
    }
    return count;
  }
}

package dev.ebm.app.bench;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Program;

/**
 * Counts the multiplications and additions of a program's matrix products and convolutions, which
 * are most of its arithmetic. Products with padding count, as if it were stored.
 */
final class MatrixFlops {

  private MatrixFlops() {}

  /** The operations of one run, loops as often as they iterate. */
  static long of(Program program) {
    return program.nodes().stream().mapToLong(MatrixFlops::of).sum();
  }

  private static long of(Node node) {
    return node.attribute() instanceof Attribute.Loop loop
        ? loop.count() * of(loop.body())
        : 2 * node.multiplyAdds();
  }
}

package dev.ebm.app.bench;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.Shape;

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
    return switch (node.op()) {
      case DOT -> 2L * node.shape().size() * node.input(0).shape().dim(-1);
      case CONV -> convolution(node.shape(), node.input(1).shape());
      case CONV_INPUT -> convolution(node.input(0).shape(), node.input(1).shape());
      case CONV_FILTER -> convolution(node.input(1).shape(), node.shape());
      case LOOP -> {
        Attribute.Loop loop = node.attribute(Attribute.Loop.class);
        yield loop.count() * of(loop.body());
      }
      default -> 0;
    };
  }

  /** A convolution and its derivatives multiply the same pairs. */
  private static long convolution(Shape output, Shape filters) {
    return 2L * output.size() * (filters.size() / filters.dim(0));
  }
}

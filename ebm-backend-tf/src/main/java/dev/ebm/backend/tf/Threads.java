package dev.ebm.backend.tf;

import dev.ebm.api.tensor.Attribute;
import dev.ebm.api.tensor.Node;
import dev.ebm.api.tensor.Program;

/**
 * How many threads share one operation of a program.
 *
 * @param fixed the number for all programs, or 0 to choose for each
 * @param perProgram whether every session has threads of its own; otherwise the first session's
 *     serve the whole process, and there is nothing to choose
 * @param cores how many threads a large program gets
 */
record Threads(int fixed, boolean perProgram, int cores) {

  /** An environment variable that TensorFlow reads: 1 gives every session its own threads. */
  private static final String OWN_POOLS = "TF_OVERRIDE_GLOBAL_THREADPOOL";

  /**
   * Two threads multiply matrices of this size (a quarter of a millisecond on one core) in half the
   * time; at half this size they gain nothing, and small nets are slower with them.
   */
  private static final long LARGE = 50_000_000;

  /** Those of an option's value on this machine. */
  static Threads of(int option) {
    boolean perProgram = "1".equals(System.getenv(OWN_POOLS));
    return new Threads(option, perProgram, Runtime.getRuntime().availableProcessors());
  }

  /** The number for a program. */
  int of(Program program) {
    if (fixed > 0) {
      return fixed;
    }
    return perProgram && largestProduct(program) >= LARGE ? cores : 1;
  }

  /** Additions and multiplications of the largest matrix product or convolution. */
  static long largestProduct(Program program) {
    return program.nodes().stream().mapToLong(Threads::product).max().orElse(0);
  }

  private static long product(Node node) {
    return switch (node.op()) {
      case DOT -> 2L * node.shape().size() * node.input(0).shape().dim(-1);
      case CONV -> convolution(node, node.input(1));
      case CONV_INPUT -> convolution(node.input(0), node.input(1));
      case CONV_FILTER -> convolution(node.input(1), node);
      case LOOP -> largestProduct(node.attribute(Attribute.Loop.class).body());
      default -> 0;
    };
  }

  /** Each result is a sum over the filter of one output channel. */
  private static long convolution(Node images, Node filters) {
    return 2L * images.shape().size() * filters.shape().size() / filters.shape().dim(0);
  }

  @Override
  public String toString() {
    if (fixed == 0 && perProgram) {
      return "1 or %d threads by the program's size".formatted(cores);
    }
    int count = Math.max(fixed, 1);
    return count + (count == 1 ? " thread" : " threads");
  }
}

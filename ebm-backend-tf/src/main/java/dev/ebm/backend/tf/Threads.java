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
   * Measured on two cores that also did other work: a product of 24 million operations took as long
   * on two threads as on one, one of 50 million about half as long. Small nets are slower with two.
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
    return node.attribute() instanceof Attribute.Loop loop
        ? largestProduct(loop.body())
        : 2 * node.multiplyAdds();
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

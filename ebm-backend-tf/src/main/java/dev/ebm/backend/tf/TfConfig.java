package dev.ebm.backend.tf;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;

/**
 * The options of the tf backend.
 *
 * @param threads how many threads share one operation
 * @param device where programs run
 * @param random who makes random numbers
 */
record TfConfig(
    @Option(
            doc =
                "Threads that share one operation; 0: every core for large programs, one for small"
                    + " ones",
            byDefault = "0")
        @Range(min = 0)
        int threads,
    @Option(doc = "Where programs run; only cpu", byDefault = "cpu") String device,
    @Option(
            doc =
                "portable: the same numbers on every backend, drawn on the host; native:"
                    + " TensorFlow's generator, faster for large draws, other numbers than other"
                    + " backends",
            byDefault = "portable")
        Random random) {

  /** Who makes random numbers. */
  enum Random {
    /** {@link dev.ebm.api.tensor.Philox} on the host: the same bits on every backend. */
    PORTABLE,
    /** TensorFlow's generator within the graph: the same numbers for the same keys. */
    NATIVE
  }
}

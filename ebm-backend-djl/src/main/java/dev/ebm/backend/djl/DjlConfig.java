package dev.ebm.backend.djl;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;

/**
 * Options of the backend {@code djl}.
 *
 * @param threads threads of one operation; 0 means one for each processor
 * @param device where arrays live; only {@code cpu}
 * @param execution how programs run
 * @param random who makes random numbers
 * @param debugNan whether runs stop at the first operation that makes a NaN or an infinity
 */
public record DjlConfig(
    @Option(doc = "Threads of one operation; 0: one for each processor", byDefault = "0")
        @Range(min = 0)
        int threads,
    @Option(doc = "Where arrays live: cpu", byDefault = "cpu") String device,
    @Option(
            doc =
                "torchscript runs a program as one TorchScript function; interpreter runs it"
                    + " operation by operation",
            byDefault = "torchscript")
        Execution execution,
    @Option(
            doc =
                "portable: the same numbers on every backend, drawn on the host; native: PyTorch's"
                    + " generator, faster for large draws, other numbers than other backends",
            byDefault = "portable")
        Random random,
    @Option(
            doc =
                "Run operation by operation and fail at the first one that makes a NaN or an"
                    + " infinity",
            byDefault = "false")
        boolean debugNan) {

  /** How programs run. */
  public enum Execution {
    /** As one TorchScript function for each program. */
    TORCHSCRIPT,
    /** Operation by operation. */
    INTERPRETER
  }

  /** Who makes random numbers. */
  public enum Random {
    /** {@link dev.ebm.api.tensor.Philox} on the host: the same bits on every backend. */
    PORTABLE,
    /** PyTorch's generator, seeded for every draw from its key; reproducible on one machine. */
    NATIVE
  }

  /**
   * Checks what does not go together.
   *
   * @throws IllegalArgumentException if the device is not {@code cpu}, or if native random numbers
   *     are asked of the interpreter
   */
  public DjlConfig {
    if (!device.equals("cpu")) {
      throw new IllegalArgumentException(
          "device '" + device + "' is not supported: the backend carries PyTorch for cpu only");
    }
    if (random == Random.NATIVE && (debugNan || execution == Execution.INTERPRETER)) {
      throw new IllegalArgumentException(
          "random 'native' needs execution 'torchscript' without debug-nan: operation by operation,"
              + " the backend has portable random numbers only");
    }
  }

  /** The number of threads, at least 1. */
  int actualThreads() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /** Whether programs run operation by operation. */
  boolean interprets() {
    return debugNan || execution == Execution.INTERPRETER;
  }
}

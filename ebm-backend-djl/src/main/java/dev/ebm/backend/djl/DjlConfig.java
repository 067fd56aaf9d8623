package dev.ebm.backend.djl;

import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;

/**
 * Options of the backend {@code djl}.
 *
 * @param threads threads of one operation; 0 means one for each processor
 * @param device where arrays live; only {@code cpu}
 */
public record DjlConfig(
    @Option(doc = "Threads of one operation; 0: one for each processor", byDefault = "0")
        @Range(min = 0)
        int threads,
    @Option(doc = "Where arrays live: cpu", byDefault = "cpu") String device) {

  /**
   * Checks the device.
   *
   * @throws IllegalArgumentException if it is not {@code cpu}
   */
  public DjlConfig {
    if (!device.equals("cpu")) {
      throw new IllegalArgumentException(
          "device '" + device + "' is not supported: the backend carries PyTorch for cpu only");
    }
  }

  /** The number of threads, at least 1. */
  int actualThreads() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }
}

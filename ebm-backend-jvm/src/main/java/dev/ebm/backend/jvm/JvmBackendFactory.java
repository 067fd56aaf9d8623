package dev.ebm.backend.jvm;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.Option;
import dev.ebm.api.config.Range;
import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.BackendProbe;
import dev.ebm.backend.jvm.kernel.FloatKernels;

/** Opens the jvm backend, which works wherever Java does. */
final class JvmBackendFactory implements BackendFactory<JvmBackendFactory.Config> {

  /**
   * The options.
   *
   * @param threads how many threads compute
   * @param debugNan whether to stop at the operation that makes the first NaN or infinity
   */
  record Config(
      @Option(doc = "Threads that compute; 0 takes every core", byDefault = "0") @Range(min = 0)
          int threads,
      @Option(
              doc =
                  "Compute operation by operation, slowly, and stop at the one that makes the first"
                      + " NaN or infinity",
              byDefault = "false")
          boolean debugNan) {}

  @Override
  public String name() {
    return "jvm";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public String summary() {
    return "Pure Java, no native code; the default";
  }

  @Override
  public BackendProbe probe() {
    return new BackendProbe(
        true,
        "%s, %d cores"
            .formatted(
                FloatKernels.best().description(), Runtime.getRuntime().availableProcessors()));
  }

  @Override
  public Backend open(Config config) {
    return new JvmBackend(
        config.threads() == 0 ? Runtime.getRuntime().availableProcessors() : config.threads(),
        FloatKernels.best(),
        config.debugNan());
  }
}

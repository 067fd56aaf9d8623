package dev.ebm.backend.tf;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.plugin.BackendFactory;
import dev.ebm.api.plugin.BackendProbe;
import org.tensorflow.TensorFlow;

/**
 * Opens the tf backend. TensorFlow writes its own log to the standard error stream; it reads the
 * level from the environment variable TF_CPP_MIN_LOG_LEVEL, and from TF_OVERRIDE_GLOBAL_THREADPOOL
 * whether programs have threads of their own. A running JVM cannot set these, so the launcher does.
 */
final class TfBackendFactory implements BackendFactory<TfConfig> {

  /**
   * JavaCPP, through which TensorFlow is called, would ask the operating system for the process's
   * memory whenever a tensor is made, a tenth of a small step's time, and refuse tensors beyond
   * four times the Java heap. 0 switches that off, unless the user has set another limit.
   */
  private static final String MEMORY_LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

  @Override
  public String name() {
    return "tf";
  }

  @Override
  public Class<TfConfig> configType() {
    return TfConfig.class;
  }

  @Override
  public String summary() {
    return "TensorFlow: a graph and a session for each program";
  }

  @Override
  public BackendProbe probe() {
    return Installation.current().probe();
  }

  @Override
  public Backend open(TfConfig config) {
    if (!config.device().equals("cpu")) {
      throw failure(
          "device '" + config.device() + "' is not supported", "the tf backend runs on: cpu");
    }
    BackendProbe probe = probe();
    if (!probe.usable()) {
      throw failure("cannot be opened", probe.detail());
    }
    if (System.getProperty(MEMORY_LIMIT) == null) {
      System.setProperty(MEMORY_LIMIT, "0");
    }
    try {
      return new TfBackend(TensorFlow.version(), Threads.of(config.threads()), config.random());
    } catch (LinkageError | RuntimeException e) {
      throw new BackendException(
          problem(
              "TensorFlow's native library did not load: " + firstLine(e),
              "natives are unpacked to ~/.javacpp/cache (system property"
                  + " org.bytedeco.javacpp.cachedir), which needs 700 MB and must allow execution"),
          e);
    }
  }

  private static BackendException failure(String what, String hint) {
    return new BackendException(problem(what, hint));
  }

  private static Problem problem(String what, String hint) {
    return Problem.error("EBM-B001", "backend 'tf'", what, hint);
  }

  private static String firstLine(Throwable thrown) {
    return thrown.toString().lines().findFirst().orElse("");
  }
}

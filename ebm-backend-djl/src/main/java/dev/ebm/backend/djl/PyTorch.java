package dev.ebm.backend.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtEngine;
import ai.djl.pytorch.engine.PtEngineProvider;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.plugin.BackendProbe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads PyTorch's native code: offline, without telemetry, whatever other engines are present. */
final class PyTorch {

  private static final Logger LOG = LoggerFactory.getLogger(PyTorch.class);

  private PyTorch() {}

  /**
   * A new root of arrays.
   *
   * @throws BackendException EBM-B001 if the native code is missing or does not load
   */
  static PtNDManager open(DjlConfig config) {
    ClassLoader own = PyTorch.class.getClassLoader();
    BackendProbe probe = PyTorchJars.probe(own);
    if (!probe.usable()) {
      throw new BackendException(problem(probe.detail(), "'ebm backends probe' checks it again"));
    }
    int threads = config.actualThreads();
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));

    Thread thread = Thread.currentThread();
    ClassLoader context = thread.getContextClassLoader();
    thread.setContextClassLoader(own);
    try {
      Engine.registerEngine(new PtEngineProvider());
      Engine engine = Engine.getEngine(PtEngine.ENGINE_NAME);
      JniUtils.setNumThreads(threads);
      LOG.debug("PyTorch {} from {}", engine.getVersion(), LibUtils.getLibtorchPath());
      return (PtNDManager) engine.newBaseManager(Device.cpu());
    } catch (LinkageError | EngineException e) {
      throw new BackendException(
          problem(
              "PyTorch's native code does not load: " + rootCause(e),
              probe.detail() + "; check DJL_CACHE_DIR, its disk, and PYTORCH_* variables"),
          e);
    } finally {
      thread.setContextClassLoader(context);
    }
  }

  private static Problem problem(String what, String hint) {
    return Problem.error("EBM-B001", "backend 'djl'", what, hint);
  }

  private static String rootCause(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return cause.getClass().getSimpleName() + ": " + message;
  }
}

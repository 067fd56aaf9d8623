package dev.ebm.backend.djl;

import dev.ebm.api.backend.Backend;
import dev.ebm.testkit.BackendContract;

class DjlTorchScriptConformanceTest extends BackendContract {

  @Override
  protected Backend openBackend() {
    return Evaluation.open(DjlConfig.Execution.TORCHSCRIPT);
  }
}

package dev.ebm.backend.jvm;

import dev.ebm.api.backend.Backend;
import dev.ebm.testkit.BackendContract;

class JvmBackendContractTest extends BackendContract {

  @Override
  protected Backend openBackend() {
    return new JvmBackend(2);
  }
}

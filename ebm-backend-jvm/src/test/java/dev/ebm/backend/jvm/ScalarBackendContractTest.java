package dev.ebm.backend.jvm;

import dev.ebm.api.backend.Backend;
import dev.ebm.backend.jvm.kernel.FloatKernels;
import dev.ebm.testkit.BackendContract;

/** The backend as it runs where the Vector API is missing. */
class ScalarBackendContractTest extends BackendContract {

  @Override
  protected Backend openBackend() {
    return new JvmBackend(1, FloatKernels.scalar(), false);
  }
}

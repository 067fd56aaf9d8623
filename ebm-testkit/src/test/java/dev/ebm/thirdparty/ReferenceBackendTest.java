package dev.ebm.thirdparty;

import dev.ebm.api.backend.Backend;
import dev.ebm.testkit.BackendContract;
import dev.ebm.testkit.ReferenceBackend;

/** Outside the testkit's package, as a plugin's test is. */
class ReferenceBackendTest extends BackendContract {

  @Override
  protected Backend openBackend() {
    return new ReferenceBackend();
  }
}

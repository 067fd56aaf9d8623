package dev.ebm.thirdparty;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.tensor.Op;
import dev.ebm.testkit.BackendContract;
import dev.ebm.testkit.ReferenceBackend;

/** A backend that lacks an operation keeps the contract by refusing programs that need it. */
class PartialBackendTest extends BackendContract {

  @Override
  protected Backend openBackend() {
    return new Partial(new ReferenceBackend(), (op, dtype) -> op != Op.ERFINV);
  }
}

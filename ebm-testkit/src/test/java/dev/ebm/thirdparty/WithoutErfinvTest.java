package dev.ebm.thirdparty;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.tensor.Op;
import dev.ebm.testkit.BackendContract;

/** A backend that lacks an operation keeps the contract by refusing programs that need it. */
class WithoutErfinvTest extends BackendContract {

  @Override
  protected Backend openBackend() {
    return new PartialBackend((op, dtype) -> op != Op.ERFINV);
  }
}

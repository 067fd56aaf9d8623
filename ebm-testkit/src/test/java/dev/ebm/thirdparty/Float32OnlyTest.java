package dev.ebm.thirdparty;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.tensor.DType;
import dev.ebm.testkit.BackendContract;

/** As many accelerators are: neither float64 nor int64. */
class Float32OnlyTest extends BackendContract {

  @Override
  protected Backend openBackend() {
    return new PartialBackend((op, dtype) -> dtype != DType.FLOAT64 && dtype != DType.INT64);
  }
}

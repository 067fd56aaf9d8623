package dev.ebm.thirdparty;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Op;
import dev.ebm.testkit.BackendContract;
import java.util.Set;

/** A backend that has just begun: what it lacks is refused, and no test asks for more. */
class SmallBackendTest extends BackendContract {

  private static final Set<Op> OPS =
      Set.of(Op.INPUT, Op.CONSTANT, Op.ADD, Op.MUL, Op.NEG, Op.RESHAPE, Op.BROADCAST);

  @Override
  protected Backend openBackend() {
    return new PartialBackend((op, dtype) -> OPS.contains(op) && dtype == DType.FLOAT32);
  }
}

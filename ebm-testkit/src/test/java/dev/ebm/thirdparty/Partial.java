package dev.ebm.thirdparty;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Signature;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import java.util.function.BiPredicate;

/**
 * A part of a backend.
 *
 * @param has what of it is left
 */
record Partial(Backend complete, BiPredicate<Op, DType> has) implements Backend {

  @Override
  public boolean supports(Op op, DType dtype) {
    return has.test(op, dtype);
  }

  @Override
  public Executable compile(Program program) {
    Signature.checkSupported(this, program.simplified());
    return complete.compile(program);
  }

  @Override
  public String name() {
    return complete.name();
  }

  @Override
  public String description() {
    return complete.description();
  }

  @Override
  public Value upload(TensorData data) {
    return complete.upload(data);
  }

  @Override
  public long liveValues() {
    return complete.liveValues();
  }

  @Override
  public void close() {
    complete.close();
  }
}

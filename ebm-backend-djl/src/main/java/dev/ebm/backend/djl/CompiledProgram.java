package dev.ebm.backend.djl;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDArray;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Signature;
import dev.ebm.api.backend.Value;
import dev.ebm.api.tensor.Program;
import java.util.ArrayList;
import java.util.List;

/** A program that this backend runs. */
final class CompiledProgram implements Executable {

  private final Program program;
  private final DjlBackend backend;
  private final Arguments arguments;
  private final Computation computation;
  private boolean closed;

  CompiledProgram(
      Program program, DjlBackend backend, Arguments arguments, Computation computation) {
    this.program = program;
    this.backend = backend;
    this.arguments = arguments;
    this.computation = computation;
  }

  @Override
  public Program program() {
    return program;
  }

  @Override
  public List<Value> run(List<Value> inputs) {
    if (closed || !backend.arrays().isOpen()) {
      throw Signature.closed(name());
    }
    Signature.check(program, inputs);
    inputs.forEach(this::requireUsable);
    try {
      return values(arguments.feed(inputs, computation, backend.arrays()));
    } catch (EngineException e) {
      throw Failure.of(name(), "its run", e);
    }
  }

  private List<Value> values(PtNDArray[] results) {
    List<Value> values = new ArrayList<>(results.length);
    for (int i = 0; i < results.length; i++) {
      values.add(new DjlValue.OfArray(backend, program.outputs().get(i).type(), results[i]));
    }
    return values;
  }

  private void requireUsable(Value input) {
    if (!(input instanceof DjlValue value) || value.owner() != backend) {
      throw Signature.foreign(program);
    }
    if (value.isClosed()) {
      throw value.closedFailure();
    }
  }

  private String name() {
    return "program '" + program.name() + "'";
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      computation.close();
      arguments.close();
      backend.forget(this);
    }
  }
}

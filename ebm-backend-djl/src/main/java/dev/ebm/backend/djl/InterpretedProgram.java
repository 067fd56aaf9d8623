package dev.ebm.backend.djl;

import ai.djl.pytorch.engine.PtNDArray;
import dev.ebm.api.backend.Executable;
import dev.ebm.api.backend.Signature;
import dev.ebm.api.backend.Value;
import dev.ebm.api.error.BackendException;
import dev.ebm.api.error.Problem;
import dev.ebm.api.tensor.PortableRandom;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import java.util.ArrayList;
import java.util.List;

/** A program that runs operation by operation, with its draws made on the host. */
final class InterpretedProgram implements Executable {

  private final Program program;
  private final DjlBackend backend;
  private final PortableRandom random;
  private final Constants constants;
  private final Plan plan;
  private boolean closed;

  private InterpretedProgram(
      Program program, DjlBackend backend, PortableRandom random, Constants constants, Plan plan) {
    this.program = program;
    this.backend = backend;
    this.random = random;
    this.constants = constants;
    this.plan = plan;
  }

  /**
   * Plans a program.
   *
   * @throws BackendException EBM-B002 if an operation is not supported
   */
  static InterpretedProgram of(Program program, DjlBackend backend) {
    PortableRandom random = PortableRandom.of(program.simplified());
    Constants constants = new Constants(backend.arrays());
    try {
      Plan plan = Planner.plan(random.program(), constants);
      return new InterpretedProgram(program, backend, random, constants, plan);
    } catch (RuntimeException e) {
      constants.close();
      throw e;
    }
  }

  @Override
  public Program program() {
    return program;
  }

  @Override
  public List<Value> run(List<Value> inputs) {
    if (closed || !backend.arrays().isOpen()) {
      throw Signature.closed("program '" + program.name() + "'");
    }
    Signature.check(program, inputs);
    inputs.forEach(this::requireUsable);

    List<Integer> kept = random.kept();
    List<TensorData> draws = random.draw(position -> inputs.get(position).download());
    PtNDArray[] arguments = new PtNDArray[kept.size() + draws.size()];
    PtNDArray[] drawn = new PtNDArray[draws.size()];
    try {
      for (int i = 0; i < kept.size(); i++) {
        arguments[i] = ((DjlValue.OfArray) inputs.get(kept.get(i))).array();
      }
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = HostMemory.upload(backend.arrays(), draws.get(i));
        arguments[kept.size() + i] = drawn[i];
      }
      return values(plan.run(arguments, 0));
    } finally {
      Frame.closeAll(drawn);
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
      throw new BackendException(
          Problem.error(
              "EBM-B003",
              "program '" + program.name() + "'",
              "was given a value of another backend",
              "download it there and upload it here"));
    }
    if (value.isClosed()) {
      throw value.closedFailure();
    }
  }

  @Override
  public void close() {
    closed = true;
    constants.close();
  }
}

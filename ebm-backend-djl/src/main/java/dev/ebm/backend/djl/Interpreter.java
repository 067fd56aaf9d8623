package dev.ebm.backend.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.ebm.api.tensor.Program;

/** A program that runs operation by operation. */
final class Interpreter implements Computation {

  private final Constants constants;
  private final Plan plan;

  private Interpreter(Constants constants, Plan plan) {
    this.constants = constants;
    this.plan = plan;
  }

  /**
   * Plans a program without keys and draws.
   *
   * @param watched whether runs fail at the first NaN or infinity
   * @throws dev.ebm.api.error.BackendException EBM-B002 if an operation is not supported
   */
  static Interpreter of(Program program, boolean watched, PtNDManager arrays) {
    Constants constants = new Constants(arrays);
    try {
      return new Interpreter(constants, Planner.plan(program, constants, watched));
    } catch (RuntimeException e) {
      constants.close();
      throw e;
    }
  }

  @Override
  public PtNDArray[] run(PtNDArray[] arrays, long[] keys) {
    return plan.run(arrays);
  }

  @Override
  public void close() {
    constants.close();
  }
}

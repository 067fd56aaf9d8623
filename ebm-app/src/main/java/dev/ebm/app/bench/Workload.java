package dev.ebm.app.bench;

import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.Program;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.core.train.StepProgram;

/**
 * A fixed piece of work: a program and what it starts from. An output named like an input is that
 * input of the next run. The inputs {@link StepProgram#STEP} and {@link StepProgram#KEY} are fresh
 * in every run.
 *
 * @param name such as {@code w1}
 * @param summary what it is, in one line
 * @param program one run of it
 * @param start the first values of all other inputs, by name
 */
public record Workload(String name, String summary, Program program, Tree<TensorData> start) {

  /** The matrix arithmetic of one run. */
  long matrixFlops() {
    return MatrixFlops.of(program.simplified());
  }
}

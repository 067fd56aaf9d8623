package dev.ebm.backend.jvm.plan;

/** A step whose work comes in units that any thread may do, in any order. */
interface SharedStep extends Step, Workers.Task {

  /** How many units. */
  int units();

  /** The work in simple operations. */
  long cost();

  @Override
  default void run(Workers workers) {
    if (cost() < DIVIDE_FROM) {
      run(0, 0, units());
    } else {
      workers.run(this, units());
    }
  }
}

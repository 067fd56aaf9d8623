package dev.ebm.app.bench;

import java.util.List;

/** A workload on one backend, to be timed. */
interface Runs {

  /**
   * Runs until some time is over, at least once.
   *
   * @return the nanoseconds of each run
   */
  List<Long> runFor(double nanos);
}

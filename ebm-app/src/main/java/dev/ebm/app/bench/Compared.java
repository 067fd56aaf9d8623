package dev.ebm.app.bench;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A workload whose results agree, ready to be timed.
 *
 * @param workload the work
 * @param contenders all of them
 * @param obstacles what some lack for it, in one line
 */
record Compared(Workload workload, List<Contender> contenders, Map<Contender, String> obstacles) {

  /** Whether a contender lacks nothing. */
  boolean runsOn(Contender contender) {
    return !obstacles.containsKey(contender);
  }

  /**
   * The result.
   *
   * @param times of those contenders on which it runs, in their order
   */
  Result timed(List<Times> times) {
    Iterator<Times> next = times.iterator();
    List<Measurement> measurements = new ArrayList<>();
    for (Contender contender : contenders) {
      measurements.add(
          runsOn(contender)
              ? new Measurement(contender, Optional.of(next.next()), "")
              : new Measurement(contender, Optional.empty(), obstacles.get(contender)));
    }
    return new Result(workload, measurements);
  }
}

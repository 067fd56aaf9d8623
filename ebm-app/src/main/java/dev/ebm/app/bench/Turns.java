package dev.ebm.app.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Times a workload on all backends in turns, so that what else happens on the machine meets all of
 * them alike.
 *
 * @param seconds of measured time for each backend
 */
record Turns(double seconds) {

  static final int ROUNDS = 10;

  /** Of a turn, at its start: caches are another's, and another engine's threads still spin. */
  private static final double SETTLING = 0.2;

  /** Of the measured time, for a warm-up that does not settle. */
  private static final double LONGEST_WARM_UP = 2;

  /** Windows of the warm-up, each as long as a turn, whose medians have to agree in a row. */
  private static final int AGREEING = 3;

  private static final double AGREEMENT = 0.05;

  /** The times on each backend, in order. */
  List<Times> of(List<? extends Runs> backends) {
    List<Boolean> settled = backends.stream().map(this::warmUp).toList();
    List<List<Long>> nanos = backends.stream().<List<Long>>map(b -> new ArrayList<>()).toList();
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < backends.size(); i++) {
        backends.get(i).runFor(SETTLING * turnNanos());
        nanos.get(i).addAll(backends.get(i).runFor(turnNanos()));
      }
    }
    List<Times> times = new ArrayList<>();
    for (int i = 0; i < backends.size(); i++) {
      times.add(new Times(nanos.get(i), settled.get(i)));
    }
    return times;
  }

  /** Runs until the medians of some windows in a row agree, or the time for it is over. */
  private boolean warmUp(Runs backend) {
    List<Double> medians = new ArrayList<>();
    long began = System.nanoTime();
    while (medians.size() < AGREEING
        || System.nanoTime() - began < LONGEST_WARM_UP * ROUNDS * turnNanos()) {
      medians.add(new Times(backend.runFor(turnNanos()), false).median());
      if (agree(medians.subList(Math.max(0, medians.size() - AGREEING), medians.size()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean agree(List<Double> last) {
    double least = Collections.min(last);
    return last.size() == AGREEING && Collections.max(last) <= (1 + AGREEMENT) * least;
  }

  private double turnNanos() {
    return seconds / ROUNDS * 1e9;
  }
}

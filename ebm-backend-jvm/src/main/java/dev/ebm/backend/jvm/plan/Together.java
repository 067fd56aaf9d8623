package dev.ebm.backend.jvm.plan;

import java.util.List;

/** Steps that need nothing of each other, shared out among the threads at once. */
final class Together implements SharedStep {

  private final SharedStep[] steps;
  private final int[] firstUnits;
  private final int units;
  private final long cost;

  Together(List<SharedStep> steps) {
    this.steps = steps.toArray(SharedStep[]::new);
    this.firstUnits = new int[this.steps.length];
    int count = 0;
    long sum = 0;
    for (int i = 0; i < firstUnits.length; i++) {
      firstUnits[i] = count;
      count += this.steps[i].units();
      sum += this.steps[i].cost();
    }
    this.units = count;
    this.cost = sum;
  }

  @Override
  public int units() {
    return units;
  }

  @Override
  public long cost() {
    return cost;
  }

  @Override
  public void run(int worker, int from, int to) {
    for (int i = 0; i < steps.length; i++) {
      int begin = Math.max(0, from - firstUnits[i]);
      int end = Math.min(steps[i].units(), to - firstUnits[i]);
      if (begin < end) {
        steps[i].run(worker, begin, end);
      }
    }
  }
}

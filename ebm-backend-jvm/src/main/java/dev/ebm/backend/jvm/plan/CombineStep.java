package dev.ebm.backend.jvm.plan;

import dev.ebm.backend.jvm.kernel.FloatKernels;

/** The sum of the lanes' sums, added in the order of the lanes. */
final class CombineStep implements SharedStep {

  private static final int UNIT = 2_048;

  private final Place.Floats sums;
  private final int lanes;
  private final int stride;
  private final Place.Floats result;
  private final FloatKernels kernels;

  /**
   * Finds the sums.
   *
   * @param sums of lane 0; the next lane's are {@code stride} elements behind
   */
  CombineStep(Place.Floats sums, int lanes, int stride, Place.Floats result, FloatKernels kernels) {
    this.sums = sums;
    this.lanes = lanes;
    this.stride = stride;
    this.result = result;
    this.kernels = kernels;
  }

  @Override
  public int units() {
    return (result.size() + UNIT - 1) / UNIT;
  }

  @Override
  public long cost() {
    return (long) lanes * result.size();
  }

  @Override
  public void run(int worker, int fromUnit, int toUnit) {
    float[] lane = sums.array();
    float[] total = result.array();
    for (int from = fromUnit * UNIT; from < Math.min(result.size(), toUnit * UNIT); from += UNIT) {
      int n = Math.min(UNIT, result.size() - from);
      int at = result.offset() + from;
      int first = sums.offset() + from;
      kernels.copy(lane, first, total, at, n);
      for (int i = 1; i < lanes; i++) {
        kernels.add(total, at, lane, first + i * stride, total, at, n);
      }
    }
  }
}

package dev.ebm.core.plot;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;

/** The least and the greatest finite value. */
record Bounds(double low, double high) {

  /**
   * Of values, some of which may not be finite.
   *
   * @throws dev.ebm.api.error.EbmException EBM-R021 if none is finite
   */
  static Bounds of(String what, double[] values) {
    DoubleSummaryStatistics finite =
        Arrays.stream(values).filter(Double::isFinite).summaryStatistics();
    if (finite.getCount() == 0) {
      throw Pictures.nothingToDraw(what, "none of its values is finite");
    }
    return new Bounds(finite.getMin(), finite.getMax());
  }
}

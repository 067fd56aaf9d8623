package dev.ebm.api.metric;

import java.util.Map;

/** Numbers that say how good a model is. */
public interface Metric {

  /**
   * Measures a model.
   *
   * @return by name, in the order in which they are shown
   * @throws dev.ebm.api.error.EbmException EBM-E001 if the dataset lacks what the metric needs
   */
  Map<String, Estimate> evaluate(Evaluation evaluation);
}

package dev.ebm.api.metric;

import java.util.Map;
import org.apiguardian.api.API;

/** Numbers that say how good a model is. */
@API(status = API.Status.STABLE, since = "1.0")
public interface Metric {

  /**
   * Measures a model.
   *
   * @return by name, in the order in which they are shown
   * @throws dev.ebm.api.error.EbmException EBM-E001 if the dataset lacks what the metric needs
   */
  Map<String, Estimate> evaluate(Evaluation evaluation);
}

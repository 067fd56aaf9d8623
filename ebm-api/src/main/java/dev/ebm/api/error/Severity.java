package dev.ebm.api.error;

import org.apiguardian.api.API;

/** Whether a {@link Problem} stops the work or only deserves attention. */
@API(status = API.Status.STABLE, since = "1.0")
public enum Severity {
  /** The work cannot go on. */
  ERROR,
  /** The work goes on; the result may not be what was meant. */
  WARNING
}

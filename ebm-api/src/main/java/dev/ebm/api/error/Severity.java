package dev.ebm.api.error;

/** Whether a {@link Problem} stops the work or only deserves attention. */
public enum Severity {
  /** The work cannot go on. */
  ERROR,
  /** The work goes on; the result may not be what was meant. */
  WARNING
}

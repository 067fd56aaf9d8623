package dev.ebm.core.plugin;

/** What to do about plugins that are broken. */
public enum OnProblem {
  /** Tell all problems and stop. */
  FAIL,
  /** Tell all problems and go on without those plugins. */
  WARN
}

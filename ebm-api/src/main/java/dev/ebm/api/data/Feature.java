package dev.ebm.api.data;

/**
 * One column of a dataset.
 *
 * @param name its name
 * @param kind what its numbers mean
 */
public record Feature(String name, Kind kind) {

  /** What numbers mean. */
  public enum Kind {
    /** Real numbers. */
    CONTINUOUS,
    /** 0 or 1. */
    BINARY
  }
}

package dev.ebm.api.data;

import org.apiguardian.api.API;

/**
 * One column of a dataset.
 *
 * @param name its name
 * @param kind what its numbers mean
 */
@API(status = API.Status.STABLE, since = "1.0")
public record Feature(String name, Kind kind) {

  /** What numbers mean. */
  public enum Kind {
    /** Real numbers. */
    CONTINUOUS,
    /** 0 or 1. */
    BINARY
  }
}

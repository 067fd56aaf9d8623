package dev.ebm.app.train;

import java.nio.file.Path;

/**
 * Where a run is written.
 *
 * @param folder its folder
 * @param existing what to do with what is there
 */
public record RunPlace(Path folder, Existing existing) {

  /** What to do with a folder that is there already. */
  public enum Existing {
    /** Refuse to run. */
    REFUSE,
    /** Go on with the run that is there. */
    RESUME,
    /** Replace the run that is there. */
    OVERWRITE
  }
}

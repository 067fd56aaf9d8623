package dev.ebm.app.train;

/** Requests from outside to stop. */
public interface Interrupts {

  /**
   * Listens from now on, until it is closed.
   *
   * @param quiet whether to say nothing when something is heard
   */
  Watch watch(boolean quiet);

  /** What was heard. */
  interface Watch extends AutoCloseable {

    /** Whether somebody asked to stop. */
    boolean requested();

    /** The exit code that tells the caller which signal it was: 128 plus the signal's number. */
    int exitCode();

    @Override
    void close();
  }
}

package dev.ebm.app.study;

/** A person has stopped a training of the study, and with it the study. */
final class Stopped extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  Stopped(int exitCode) {
    super("stopped");
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}

package dev.ebm.app.doctor;

import java.util.Optional;

/**
 * What a check found.
 *
 * @param state whether it works
 * @param subject what was looked at
 * @param detail what was seen, in one line
 * @param remedy how to mend it, in one line
 */
public record Finding(State state, String subject, String detail, Optional<String> remedy) {

  /** Whether something works. */
  public enum State {
    /** It works. */
    GOOD("ok"),
    /** It could be better, or something that a default run does not need is missing. */
    WARNING("warn"),
    /** A default run does not work. */
    FAILED("FAIL");

    private final String mark;

    State(String mark) {
      this.mark = mark;
    }

    /** The word in the table. */
    public String mark() {
      return mark;
    }
  }

  static Finding good(String subject, String detail) {
    return new Finding(State.GOOD, subject, detail, Optional.empty());
  }

  static Finding warning(String subject, String detail, String remedy) {
    return new Finding(State.WARNING, subject, detail, Optional.of(remedy));
  }

  static Finding failed(String subject, String detail, String remedy) {
    return new Finding(State.FAILED, subject, detail, Optional.of(remedy));
  }
}

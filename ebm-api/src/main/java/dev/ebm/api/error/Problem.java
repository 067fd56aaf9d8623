package dev.ebm.api.error;

import java.util.Objects;
import org.apiguardian.api.API;

/**
 * One thing that is wrong, said so that a person can mend it: a code, the place, what is wrong, and
 * how to mend it.
 *
 * @param severity whether it stops the work
 * @param code stable code such as {@code EBM-C001}; docs/errors.md explains each
 * @param where the place: a configuration path, a file with its line, a component; may be empty
 * @param what what is wrong, in one line
 * @param hint how to mend it, in one line; may be empty
 */
@API(status = API.Status.STABLE, since = "1.0")
public record Problem(Severity severity, String code, String where, String what, String hint) {

  /** Checks that no part is null. */
  public Problem {
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(where, "where");
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(hint, "hint");
  }

  /** An error. */
  public static Problem error(String code, String where, String what, String hint) {
    return new Problem(Severity.ERROR, code, where, what, hint);
  }

  /** A warning. */
  public static Problem warning(String code, String where, String what, String hint) {
    return new Problem(Severity.WARNING, code, where, what, hint);
  }

  /**
   * The same with its origin.
   *
   * @param origin such as {@code in loss 'huber' of plugin acme 1.2 (plugins/acme.jar)}
   */
  public Problem comingFrom(String origin) {
    return new Problem(severity, code, where, what + ", " + origin, hint);
  }

  /** The one-line form {@code CODE where: what (hint)}. */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(code);
    if (!where.isEmpty()) {
      line.append(' ').append(where);
    }
    line.append(": ").append(what);
    if (!hint.isEmpty()) {
      line.append(" (").append(hint).append(')');
    }
    return line.toString();
  }
}

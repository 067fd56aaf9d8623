package dev.ebm.api.error;

import org.apiguardian.api.API;

/** A backend that cannot be opened, cannot compile a program, or was used wrongly. */
@API(status = API.Status.STABLE, since = "1.0")
public final class BackendException extends EbmException {

  private static final long serialVersionUID = 1L;

  /** One problem. */
  public BackendException(Problem problem) {
    super(problem);
  }

  /** One problem and the failure behind it. */
  public BackendException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}

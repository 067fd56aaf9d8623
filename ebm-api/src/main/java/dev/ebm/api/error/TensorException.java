package dev.ebm.api.error;

import org.apiguardian.api.API;

/**
 * A tensor expression whose types do not fit, found while the program is traced. The place is the
 * author's own source line.
 */
@API(status = API.Status.STABLE, since = "1.0")
public final class TensorException extends EbmException {

  private static final long serialVersionUID = 1L;

  /** One problem. */
  public TensorException(Problem problem) {
    super(problem);
  }
}

package dev.ebm.api.error;

import java.util.List;
import org.apiguardian.api.API;

/** A configuration that does not bind: every problem of it, found in one pass. */
@API(status = API.Status.STABLE, since = "1.0")
public final class ConfigException extends EbmException {

  private static final long serialVersionUID = 1L;

  /** One problem. */
  public ConfigException(Problem problem) {
    super(problem);
  }

  /** All problems of a configuration. */
  public ConfigException(List<Problem> problems) {
    super(problems);
  }
}

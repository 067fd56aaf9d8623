package dev.ebm.core.plugin;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import java.util.List;

/** Plugins that cannot be used, or that failed while they made something. */
public final class PluginException extends EbmException {

  private static final long serialVersionUID = 1L;

  /** One problem. */
  public PluginException(Problem problem) {
    super(problem);
  }

  /** One problem and the failure behind it. */
  public PluginException(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  /** All problems found in one pass. */
  public PluginException(List<Problem> problems) {
    super(problems);
  }

  /** Does nothing: it names its plugin already. */
  @Override
  public void attribute(String origin) {}

  static PluginException of(String code, String where, String what, String hint) {
    return new PluginException(Problem.error(code, where, what, hint));
  }
}

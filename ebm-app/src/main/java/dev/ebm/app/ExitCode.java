package dev.ebm.app;

import dev.ebm.api.error.ConfigException;
import dev.ebm.api.error.EbmException;
import dev.ebm.core.plugin.PluginException;
import java.util.Set;

/** How the program tells its caller what happened; docs/cli.md lists the codes. */
final class ExitCode {

  /** The work could not be done: data, disk, backend, divergence. */
  static final int FAILED = 1;

  /** The command line, the experiment or a plugin is wrong. */
  static final int USAGE = 2;

  /** A failure that the program does not know: a bug of it or of a plugin. */
  static final int INTERNAL = 3;

  /** Run folders and sampling options that were named wrongly on the command line. */
  private static final Set<String> USAGE_CODES =
      Set.of("EBM-R002", "EBM-R003", "EBM-R004", "EBM-R005", "EBM-N003");

  private static final String APPLICATION = "EBM-A";

  private ExitCode() {}

  static int of(EbmException failure) {
    boolean usage =
        failure instanceof ConfigException
            || failure instanceof PluginException
            || failure.code().startsWith(APPLICATION)
            || USAGE_CODES.contains(failure.code());
    return usage ? USAGE : FAILED;
  }
}

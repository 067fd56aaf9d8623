package dev.ebm.core.run;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import java.nio.file.Path;

/** Versions of the files that the framework writes. */
final class Formats {

  private Formats() {}

  /**
   * Refuses a format that this version does not know.
   *
   * @throws EbmException EBM-R012
   */
  static void requireKnown(Path file, int format, int known) {
    if (format < 1 || format > known) {
      throw new EbmException(
          Problem.error(
              "EBM-R012",
              file.toString(),
              "it has format " + format + ", this version reads up to " + known,
              "use the version of the framework that wrote it, or a newer one"));
    }
  }
}

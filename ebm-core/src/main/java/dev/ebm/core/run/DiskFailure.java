package dev.ebm.core.run;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.error.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What the disk refused, as a problem for people. */
final class DiskFailure {

  private DiskFailure() {}

  /** EBM-R001. */
  static EbmException writing(Path file, IOException cause) {
    String reason = reason(cause);
    String what = "cannot be written: " + reason;
    return new EbmException(
        Problem.error("EBM-R001", file.toString(), what, remedy(reason)), cause);
  }

  /** EBM-R006. */
  static EbmException reading(Path file, IOException cause) {
    String what = "cannot be read: " + reason(cause);
    String hint = "check that the file exists and that you may read it";
    return new EbmException(Problem.error("EBM-R006", file.toString(), what, hint), cause);
  }

  private static String remedy(String reason) {
    if (reason.contains("No space left") || reason.contains("quota")) {
      return "the disk is full: free some space, or write to another disk";
    }
    if (reason.contains("Read-only")) {
      return "the file system is read-only: write to another folder";
    }
    return "check that the folder exists and that you may write there";
  }

  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof NoSuchFileException) {
      return "no such file";
    }
    if (cause instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}

package dev.ebm.backend.jvm.memory;

import dev.ebm.api.error.BackendException;
import dev.ebm.api.error.Problem;

/** The heap has no room for an array. Whoever knows for what it was wanted reports it. */
public final class HeapShortage extends RuntimeException {

  private static final long serialVersionUID = 1L;
  private static final long MIB = 1 << 20;

  private final long bytes;
  private final boolean tooLong;

  /** An array that the heap has no room for, or that is too long for any heap. */
  HeapShortage(long bytes, boolean tooLong, Throwable cause) {
    super(bytes + " bytes", cause);
    this.bytes = bytes;
    this.tooLong = tooLong;
  }

  /**
   * The failure EBM-B008.
   *
   * @param wanted for what, such as {@code program 'step'}
   */
  public BackendException of(String wanted) {
    return new BackendException(
        Problem.error(
            "EBM-B008",
            wanted,
            "asks for %d MB in one piece, of a heap of at most %d MB"
                .formatted((bytes + MIB - 1) / MIB, Runtime.getRuntime().maxMemory() / MIB),
            tooLong
                ? "a piece has at most 2^31-1 elements: take smaller batches, fewer chains or"
                    + " negatives"
                : "raise the limit by -Xmx, or take smaller batches, fewer chains or negatives"),
        this);
  }
}

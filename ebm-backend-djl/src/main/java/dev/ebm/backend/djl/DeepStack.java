package dev.ebm.backend.djl;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Runs something on a thread with a larger stack. PyTorch prepares a script in its first run by
 * recursion over chains of operations, and a stack that overflows in native code ends the JVM.
 */
final class DeepStack {

  /** What every thread may have. */
  private static final long USUAL = 1 << 20;

  /** About four times what was measured. */
  private static final long FOR_LINE = 1 << 11;

  /** The longest script that is prepared on its caller's stack. */
  private static final int SHORT = 500;

  private DeepStack() {}

  /** Runs an action that needs a stack for a number of lines of a script. */
  static <T> T call(int lines, Supplier<T> action) {
    if (lines <= SHORT) {
      return action.get();
    }
    FutureTask<T> task = new FutureTask<>(action::get);
    new Thread(null, task, "djl-prepare", USUAL + lines * FOR_LINE).start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true; // The native run cannot be stopped.
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new CompletionException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

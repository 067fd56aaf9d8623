package dev.ebm.app.train;

import dev.ebm.app.console.Console;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.utils.Signals;

/**
 * Ctrl-C and the system's request to terminate. The first one is heard and gives the signal back to
 * the JVM, so that a second one ends the program at once. A watch within another begins with what
 * that has heard.
 */
public final class SystemInterrupts implements Interrupts {

  private static final int SIGNAL_BASE = 128;

  /** The signals that ask a program to end, by name and number. */
  private enum Request {
    INT(2),
    TERM(15);

    private final int number;

    Request(int number) {
      this.number = number;
    }
  }

  private final Console console;

  /** What the innermost watch that lasts has heard; 0 for nothing. */
  private AtomicInteger innermost = new AtomicInteger();

  /** Tells on a console that it has heard. */
  @Inject
  public SystemInterrupts(Console console) {
    this.console = console;
  }

  @Override
  public Watch watch(boolean quiet) {
    AtomicInteger enclosing = innermost;
    AtomicInteger heard = new AtomicInteger(enclosing.get());
    innermost = heard;
    List<Runnable> restore = new ArrayList<>(List.of(() -> innermost = enclosing));
    for (Request request : heard.get() == 0 ? Request.values() : new Request[0]) {
      String signal = request.name();
      Object previous =
          Signals.register(
              signal,
              () -> {
                heard.compareAndSet(0, request.number);
                Signals.registerDefault(signal);
                if (!quiet) {
                  console.note("Stopping after this step; a second Ctrl-C ends at once.");
                }
              });
      restore.add(() -> Signals.unregister(signal, previous));
    }
    return new Watch() {
      @Override
      public boolean requested() {
        return heard.get() != 0;
      }

      @Override
      public int exitCode() {
        return SIGNAL_BASE + heard.get();
      }

      @Override
      public void close() {
        restore.forEach(Runnable::run);
      }
    };
  }
}

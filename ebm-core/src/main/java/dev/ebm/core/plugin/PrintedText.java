package dev.ebm.core.plugin;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps what some threads print out of the program's own output. A thread is told by its group,
 * which the threads that it starts inherit.
 */
final class PrintedText implements AutoCloseable {

  private final Map<ThreadGroup, ByteArrayOutputStream> kept = new ConcurrentHashMap<>();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final PrintStream routedOut = new PrintStream(new Routed(out), true);
  private final PrintStream routedErr = new PrintStream(new Routed(err), true);

  /** Begins to keep apart. */
  PrintedText() {
    System.setOut(routedOut);
    System.setErr(routedErr);
  }

  /** To a group's own buffer, or through. */
  private final class Routed extends OutputStream {
    private final PrintStream original;

    Routed(PrintStream original) {
      this.original = original;
    }

    private OutputStream target() {
      ByteArrayOutputStream buffer = kept.get(Thread.currentThread().getThreadGroup());
      return buffer == null ? original : buffer;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      OutputStream target = target();
      if (target instanceof ByteArrayOutputStream buffer) {
        buffer.write(bytes, offset, length);
      } else {
        original.write(bytes, offset, length);
        original.flush();
      }
    }
  }

  /** Keeps what a group prints from now on. */
  void keep(ThreadGroup group) {
    kept.put(group, new ByteArrayOutputStream());
  }

  /** What a group has printed since it is kept. */
  String of(ThreadGroup group) {
    return kept.get(group).toString(Charset.defaultCharset());
  }

  /** Forgets a group that has ended. */
  void forget(ThreadGroup group) {
    kept.remove(group);
  }

  /** Gives the streams back, unless a group that is still running may print to them. */
  @Override
  public void close() {
    if (kept.isEmpty() && System.out == routedOut && System.err == routedErr) {
      System.setOut(out);
      System.setErr(err);
    }
  }
}

package dev.ebm.backend.jvm.plan;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed set of threads that share the units of one task at a time. Threads take chunks of units
 * until none is left, so that a thread that the operating system has set aside delays nobody but
 * with a chunk that it has already taken. An idle worker spins for a moment, since the next task of
 * a step follows within microseconds, and then sleeps.
 */
public final class Workers implements AutoCloseable {

  /** A part of a task. */
  @FunctionalInterface
  public interface Task {
    /**
     * Does the units {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @param worker 0 to threads-1, for scratch memory
     */
    void run(int worker, int from, int to);
  }

  /** Chunks for each thread: more even out better, fewer cost less. */
  private static final int CHUNKS_PER_THREAD = 4;

  /** Some 50 microseconds. */
  private static final int SPINS = 2_000;

  /**
   * A wait for the last chunks above this, and above twice the longest chunk of the calling thread,
   * means that another thread was set aside by the operating system.
   */
  private static final long STALL_NANOS = 300_000;

  /** Time without the other threads after a stall, doubled while stalls go on. */
  private static final long SHORTEST_PAUSE = 5_000_000;

  private static final long LONGEST_PAUSE = 500_000_000;

  private static final long UNITS_MASK = 0xffffffffL;

  private final Worker[] workers;

  /** The round in the high half, the units not yet taken in the low half. */
  private final AtomicLong ticket = new AtomicLong();

  private final AtomicInteger unfinished = new AtomicInteger();
  private volatile boolean closed;
  private volatile Throwable failure;
  private Task task;
  private int units;
  private int chunk;
  private long pause = SHORTEST_PAUSE;
  private long aloneUntil = System.nanoTime();
  private long calmSince = aloneUntil;

  /**
   * Starts the threads.
   *
   * @param count at least 1; the calling thread is one of them
   */
  public Workers(int count) {
    workers = new Worker[count - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(i + 1);
      workers[i].start();
    }
  }

  /** How many threads compute, the caller's included. */
  public int threads() {
    return workers.length + 1;
  }

  /** Runs a task of this many units on all threads; returns when all are done. */
  public void run(Task newTask, int newUnits) {
    if (workers.length == 0 || newUnits < 2 || System.nanoTime() - aloneUntil < 0) {
      newTask.run(0, 0, newUnits);
      return;
    }
    task = newTask;
    units = newUnits;
    chunk = Math.max(1, newUnits / (threads() * CHUNKS_PER_THREAD));
    unfinished.set(newUnits);
    long round = (ticket.get() >>> 32) + 1;
    ticket.set(round << 32 | newUnits);
    for (Worker worker : workers) {
      worker.wake();
    }
    awaitOthers(help(0));
    rethrow();
  }

  private void awaitOthers(long longestChunk) {
    for (int spin = 0; spin < SPINS && unfinished.get() > 0; spin++) {
      Thread.onSpinWait();
    }
    if (unfinished.get() == 0) {
      return;
    }
    long began = System.nanoTime();
    while (unfinished.get() > 0) {
      Thread.yield();
    }
    long now = System.nanoTime();
    if (now - began > Math.max(STALL_NANOS, 2 * longestChunk)) {
      boolean again = now - calmSince < LONGEST_PAUSE;
      pause = again ? Math.min(2 * pause, LONGEST_PAUSE) : SHORTEST_PAUSE;
      aloneUntil = now + pause;
      calmSince = aloneUntil;
    }
  }

  private void rethrow() {
    Throwable first = failure;
    if (first == null) {
      return;
    }
    failure = null;
    if (first instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) first;
  }

  /** Takes chunks until none is left; returns the nanoseconds that the longest of them took. */
  private long help(int worker) {
    long longest = 0;
    while (true) {
      long seen = ticket.get();
      int left = (int) (seen & UNITS_MASK);
      if (left == 0) {
        return longest;
      }
      // The fields belong to this round if the ticket is still the same, as the exchange proves.
      int taken = Math.min(chunk, left);
      Task current = task;
      int from = units - left;
      if (ticket.compareAndSet(seen, seen - taken)) {
        long began = System.nanoTime();
        try {
          current.run(worker, from, from + taken);
        } catch (RuntimeException | Error thrown) {
          failure = thrown;
        } finally {
          unfinished.addAndGet(-taken);
        }
        longest = Math.max(longest, System.nanoTime() - began);
      }
    }
  }

  private boolean isIdle() {
    return (ticket.get() & UNITS_MASK) == 0 && !closed;
  }

  /** One thread beside the caller's. */
  private final class Worker extends Thread {
    private final int number;
    private volatile boolean asleep;

    Worker(int number) {
      super("ebm-jvm-" + number);
      this.number = number;
      setDaemon(true);
    }

    void wake() {
      if (asleep) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      while (!closed) {
        help(number);
        for (int spin = 0; spin < SPINS && isIdle(); spin++) {
          Thread.onSpinWait();
        }
        asleep = true;
        while (isIdle()) {
          LockSupport.park(Workers.this);
        }
        asleep = false;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Worker worker : workers) {
      LockSupport.unpark(worker);
    }
  }
}

package dev.ebm.backend.jvm.plan;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed set of threads that run parts of one task at a time. A worker spins for a moment after
 * each task, since the next one of a step follows within microseconds, and then sleeps.
 */
public final class Workers implements AutoCloseable {

  /** One part of a task. */
  @FunctionalInterface
  public interface Task {
    /**
     * Does the units {@code from} (inclusive) to {@code to} (exclusive).
     *
     * @param worker 0 to threads-1, for scratch memory
     */
    void run(int worker, int from, int to);
  }

  private static final int SPINS = 20_000;

  private final Thread[] threads;
  private final AtomicInteger unfinished = new AtomicInteger();
  private volatile int round;
  private volatile boolean closed;
  private volatile Throwable failure;
  private Task task;
  private int units;

  /**
   * Starts the threads.
   *
   * @param count at least 1; the calling thread is one of them
   */
  public Workers(int count) {
    threads = new Thread[count - 1];
    for (int i = 0; i < threads.length; i++) {
      int worker = i + 1;
      threads[i] = new Thread(() -> work(worker), "ebm-jvm-" + worker);
      threads[i].setDaemon(true);
      threads[i].start();
    }
  }

  /** How many threads compute, the caller's included. */
  public int threads() {
    return threads.length + 1;
  }

  /** Runs a task of this many units on all threads; returns when all are done. */
  public void run(Task newTask, int newUnits) {
    if (threads.length == 0 || newUnits < 2) {
      newTask.run(0, 0, newUnits);
      return;
    }
    task = newTask;
    units = newUnits;
    unfinished.set(threads.length);
    round++;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
    try {
      runPart(0);
    } finally {
      for (int spin = 0; unfinished.get() > 0; spin++) {
        if (spin < SPINS) {
          Thread.onSpinWait();
        } else {
          Thread.yield();
        }
      }
    }
    if (failure != null) {
      Throwable first = failure;
      failure = null;
      if (first instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) first;
    }
  }

  private void runPart(int worker) {
    int parts = threads.length + 1;
    int from = (int) ((long) units * worker / parts);
    int to = (int) ((long) units * (worker + 1) / parts);
    if (from < to) {
      task.run(worker, from, to);
    }
  }

  private void work(int worker) {
    int seen = 0;
    while (true) {
      for (int spin = 0; round == seen && !closed; spin++) {
        if (spin < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      if (closed) {
        return;
      }
      seen++;
      try {
        runPart(worker);
      } catch (RuntimeException | Error thrown) {
        failure = thrown;
      } finally {
        unfinished.decrementAndGet();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
  }
}

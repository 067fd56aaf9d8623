package dev.ebm.core.plugin;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A call into a plugin on a thread of its own, which is left behind if the call does not come back
 * in time. Calls that it makes into other plugins have limits of their own, so the time that they
 * take is not counted.
 *
 * @param <V> what it returns
 * @param <X> what it throws
 */
final class LimitedCall<V, X extends Exception> {

  /** The call that a thread was made for. */
  private static final ThreadLocal<LimitedCall<?, ?>> CURRENT = new ThreadLocal<>();

  private static final double MILLIS_PER_SECOND = 1e3;

  /** The shortest time between two looks at a clock that stands still. */
  private static final long LOOK_NANOS = 1_000_000;

  private final String callee;
  private final String call;
  private final ClassLoader loader;
  private final FutureTask<V> task;
  private final Thread thread;
  private final Clock clock = new Clock();

  /**
   * A call that has not begun.
   *
   * @param callee a plugin or one of its components, as messages name it
   * @param call what it is asked to do, such as {@code close}; may be empty
   * @param loader the plugin's class loader, which is the thread's context class loader
   * @param group the thread's group
   */
  LimitedCall(String callee, String call, ClassLoader loader, ThreadGroup group, Body<V, X> body) {
    this.callee = callee;
    this.call = call;
    this.loader = loader;
    this.task =
        new FutureTask<>(
            () -> {
              CURRENT.set(this);
              return body.call();
            });
    this.thread = new Thread(group, task, (callee + " " + call).strip());
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
  }

  /** A call whose thread belongs to the caller's group. */
  LimitedCall(String callee, String call, ClassLoader loader, Body<V, X> body) {
    this(callee, call, loader, Thread.currentThread().getThreadGroup(), body);
  }

  /** The time that a call has taken, without the calls that it makes itself. */
  private static final class Clock {
    private long nanos;
    private long since;
    private boolean runs;

    synchronized void run() {
      since = System.nanoTime();
      runs = true;
    }

    synchronized void stop() {
      nanos = read();
      runs = false;
    }

    synchronized long read() {
      return runs ? nanos + System.nanoTime() - since : nanos;
    }
  }

  /**
   * Makes the call.
   *
   * @throws PluginException EBM-P112 if it takes longer than the limit
   * @throws X what it throws itself
   */
  @SuppressWarnings("unchecked") // A body throws nothing else that is checked.
  V within(Duration limit) throws X {
    Optional<Clock> caller = Optional.ofNullable(CURRENT.get()).map(outer -> outer.clock);
    caller.ifPresent(Clock::stop);
    clock.run();
    thread.start();
    try {
      return await(limit);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (X) e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw hanging(limit);
    } finally {
      caller.ifPresent(Clock::run);
    }
  }

  private V await(Duration limit) throws ExecutionException, InterruptedException {
    while (true) {
      long left = limit.toNanos() - clock.read();
      try {
        return task.get(Math.max(left, LOOK_NANOS), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (left <= 0) {
          throw hanging(limit);
        }
      }
    }
  }

  /** Whether it has come back. */
  boolean isDone() {
    return task.isDone();
  }

  private PluginException hanging(Duration limit) {
    String place =
        Arrays.stream(thread.getStackTrace())
            .filter(frame -> frame.getClassLoaderName() != null)
            .filter(frame -> frame.getClassLoaderName().equals(loader.getName()))
            .findFirst()
            .map(frame -> " at " + frame.getClassName() + "." + frame.getMethodName())
            .orElse("");
    thread.interrupt();
    return PluginException.of(
        "EBM-P112",
        callee,
        "%s has not come back after %s s%s"
            .formatted(call, limit.toMillis() / MILLIS_PER_SECOND, place)
            .strip(),
        "such calls are quick; 'time-limit' in " + PluginPolicy.FILE + " gives them longer");
  }
}

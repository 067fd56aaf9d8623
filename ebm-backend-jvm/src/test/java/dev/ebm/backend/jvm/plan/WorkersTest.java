package dev.ebm.backend.jvm.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void runsEveryUnitOnceInEveryRound(int threads) {
    try (Workers workers = new Workers(threads)) {
      for (int round = 0; round < 20_000; round++) {
        int units = 1 + round % 37;
        AtomicIntegerArray done = new AtomicIntegerArray(units);
        workers.run(
            (worker, from, to) -> {
              for (int unit = from; unit < to; unit++) {
                done.incrementAndGet(unit);
              }
            },
            units);
        for (int unit = 0; unit < units; unit++) {
          assertThat(done.get(unit)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void usesOtherThreadsAndTellsThemApart() throws InterruptedException {
    Set<Integer> numbers = ConcurrentHashMap.newKeySet();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    try (Workers workers = new Workers(3)) {
      for (int round = 0; round < 200; round++) {
        workers.run(
            (worker, from, to) -> {
              numbers.add(worker);
              threads.add(Thread.currentThread());
              sleep();
            },
            12);
      }
    }
    assertThat(numbers).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(threads).hasSize(3);
  }

  private static void sleep() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Test
  void passesAFailureOnAndStaysUsable() {
    try (Workers workers = new Workers(2)) {
      assertThatThrownBy(
              () ->
                  workers.run(
                      (worker, from, to) -> {
                        throw new IllegalArgumentException("unit " + from);
                      },
                      10))
          .isInstanceOf(IllegalArgumentException.class);
      AtomicIntegerArray done = new AtomicIntegerArray(1);
      workers.run((worker, from, to) -> done.addAndGet(0, to - from), 10);
      assertThat(done.get(0)).isEqualTo(10);
    }
  }

  @Test
  void wakesWorkersThatFellAsleep() throws InterruptedException {
    Set<Integer> numbers = ConcurrentHashMap.newKeySet();
    try (Workers workers = new Workers(2)) {
      for (int round = 0; round < 20; round++) {
        Thread.sleep(20);
        workers.run(
            (worker, from, to) -> {
              numbers.add(worker);
              sleep();
            },
            20);
      }
    }
    assertThat(numbers).containsExactlyInAnyOrder(0, 1);
  }
}

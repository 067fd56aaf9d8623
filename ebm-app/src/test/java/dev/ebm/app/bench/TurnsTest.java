package dev.ebm.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TurnsTest {

  private static final double SECONDS = 1e-6;

  private final List<String> runs = new ArrayList<>();

  private List<Times> timesOf(String... names) {
    List<Execution> executions = new ArrayList<>();
    for (String name : names) {
      executions.add(new Execution(new Recorded(name, 1, runs), Recorded.negation()));
    }
    return new Turns(SECONDS).of(executions);
  }

  @Test
  void backendsTakeTurns() {
    timesOf("a", "b");
    List<String> measured = runs.subList(runs.size() - 8, runs.size());
    assertThat(measured).containsExactly("a", "a", "b", "b", "a", "a", "b", "b");
  }

  @Test
  void everyTurnCountsItsRunsButTheFirst() {
    assertThat(timesOf("a", "b")).extracting(Times::runs).containsExactly(10, 10);
  }
}

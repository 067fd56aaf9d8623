package dev.ebm.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WarningsTest {

  private static final Problem STILL = Problem.warning("EBM-W001", "loss 'cd'", "still", "");
  private static final Problem EASY = Problem.warning("EBM-W004", "loss 'nce'", "easy", "");

  private final List<String> told = new ArrayList<>();
  private final Warnings warnings =
      new Warnings(
          Map.of("warning/0", STILL, "warning/1", EASY),
          new RunListener() {
            @Override
            public void warned(int step, Problem warning) {
              told.add(step + " " + warning.code());
            }
          });

  private void hear(int step, double still, double easy) {
    warnings.heard(step, Map.of("0", still, "1", easy));
  }

  @Test
  void tellsOfTheFifthLoggedStepInARow() {
    for (int step = 1; step <= 4; step++) {
      hear(step, 1, 0);
    }
    assertThat(told).isEmpty();
    hear(5, 1, 0);
    assertThat(told).containsExactly("5 EBM-W001");
  }

  @Test
  void startsToCountAnewWhereItDidNotHold() {
    for (int step = 1; step <= 20; step++) {
      hear(step, step % 5 == 0 ? 0 : 1, step >= 13 ? 1 : 0);
    }
    assertThat(told).containsExactly("17 EBM-W004");
  }

  @Test
  void tellsEachOnce() {
    for (int step = 1; step <= 40; step++) {
      hear(step, step == 20 ? 0 : 1, 1);
    }
    assertThat(told).containsExactlyInAnyOrder("5 EBM-W001", "5 EBM-W004");
  }

  @Test
  void tellsThoseOfEvaluationsAtOnceAndOnceWhateverTheirNumbers() {
    warnings.tell(10, Problem.warning("EBM-W005", "metric 'log-z'", "1.2 of 100", ""));
    warnings.tell(20, Problem.warning("EBM-W005", "metric 'log-z'", "1.7 of 100", ""));
    warnings.tell(20, Problem.warning("EBM-W005", "metric 'likelihood'", "1.7 of 100", ""));
    assertThat(told).containsExactly("10 EBM-W005", "20 EBM-W005");
  }

  @Test
  void tellsAtOnceWhatHoldsAtAStepThatDiverges() {
    hear(1, 0, 1);
    warnings.heardLast(2, Map.of("0", 1.0, "1", 0.0));
    assertThat(told).containsExactly("2 EBM-W001");
    warnings.heardLast(2, Map.of("0", 1.0, "1", 0.0));
    assertThat(told).hasSize(1);
  }

  @Test
  void putsNumbersIntoTheWords() {
    List<Problem> heard = new ArrayList<>();
    new Warnings(
            Map.of("warning/0", Problem.warning("EBM-W017", "x", "chain %.0f, size %.3g", "50 %")),
            new RunListener() {
              @Override
              public void warned(int step, Problem warning) {
                heard.add(warning);
              }
            })
        .heardLast(3, Map.of("0", 1.0, "0/1", 17.0, "0/2", 1e6));
    assertThat(heard)
        .extracting(Problem::toString)
        .containsExactly("EBM-W017 x: chain 17, size 1.00e+06 (50 %)");
  }
}

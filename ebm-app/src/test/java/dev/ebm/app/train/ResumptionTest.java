package dev.ebm.app.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ResumptionTest {

  @Test
  void intervalsMetricsAndTheNumberOfStepsMayChange() {
    assertThat(
            Resumption.differing(
                Map.of(
                    "train",
                    Map.of("steps", 10, "log-every", 1, "evaluate-every", 0),
                    "evaluate",
                    List.of("m")),
                Map.of("train", Map.of("steps", 20, "log-every", 5, "checkpoint-every", 3))))
        .isEmpty();
  }

  @Test
  void everyOtherDifferenceIsNamed() {
    assertThat(
            Resumption.differing(
                Map.of("seed", 1, "loss", Map.of("name", "a", "w", 1.0), "evaluate", List.of("m")),
                Map.of("seed", 2, "loss", Map.of("name", "a", "t", 1.0), "evaluate", List.of("m"))))
        .containsExactly("loss.t", "loss.w", "seed");
  }
}

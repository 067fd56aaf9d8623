package dev.ebm.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.backend.Backend;
import dev.ebm.api.config.ComponentSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ComparisonTest {

  private static final Times ONE_SECOND = seconds(1);

  private final List<String> runs = new ArrayList<>();

  private static Times seconds(long seconds) {
    return new Times(List.of(seconds * 1_000_000_000), true);
  }

  private Contenders.Opened contender(String name, float factor, Map<String, Object> options) {
    return new Contenders.Opened(
        new Contender(new ComponentSpec<>(Backend.class, name, options), ""),
        new Recorded(name, factor, runs));
  }

  private Contenders.Opened right(String name) {
    return contender(name, 1, Map.of());
  }

  private static Compared compare(Contenders.Opened... contenders) {
    return Comparison.of(Recorded.negation(), List.of(contenders));
  }

  @Test
  void aWrongAnswerIsRefused() {
    Contenders.Opened wrong = contender("wrong", 1.01f, Map.of());
    assertThatThrownBy(() -> compare(right("a"), wrong))
        .hasMessageStartingWith("EBM-B010 workload negation: a and wrong differ by 0.010 of y");
  }

  @Test
  void numbersOfTheEnginesOwnGeneratorAreNotCompared() {
    Contenders.Opened own = contender("own", 1.01f, Map.of("random", "native"));
    assertThat(compare(right("a"), own).obstacles()).isEmpty();
    assertThat(runs).containsOnly("a");
  }

  @Test
  void aBackendThatLacksAnOperationHasNoTimes() {
    Compared compared = compare(right("a"), contender("lacking", 0, Map.of()), right("b"));
    List<Measurement> measurements = compared.timed(List.of(seconds(1), seconds(2))).measurements();
    assertThat(measurements)
        .extracting(measurement -> measurement.times().map(Times::median).orElse(-1.0))
        .containsExactly(1.0, -1.0, 2.0);
    assertThat(measurements.get(1).obstacle()).contains("neg is not supported");
  }

  @Test
  void everyValueIsClosedInTheEnd() {
    Contenders.Opened good = right("a");
    Contenders.Opened wrong = contender("wrong", 2, Map.of());
    assertThatThrownBy(() -> compare(good, wrong)).hasMessageContaining("EBM-B010");
    compare(good);
    assertThat(good.backend().liveValues()).isZero();
    assertThat(wrong.backend().liveValues()).isZero();
  }

  @Test
  void ratiosAreToTheFirstRowOfDjl() {
    assertThat(compare(right("jvm")).timed(List.of(ONE_SECOND)).baseline()).isEmpty();
    Compared all = compare(right("jvm"), contender("djl", 1, Map.of("threads", 1)), right("djl"));
    assertThat(all.timed(List.of(ONE_SECOND, seconds(2), seconds(3))).baseline()).hasValue(2);
    Compared lacking =
        compare(contender("djl", 0, Map.of("threads", 1)), contender("djl", 1, Map.of()));
    assertThat(lacking.timed(List.of(ONE_SECOND)).baseline()).isEmpty();
  }
}

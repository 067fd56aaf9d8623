package dev.ebm.core.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TicksTest {

  @Test
  void areRoundNumbersWithShortLabels() {
    assertThat(Ticks.between(-4.9, 5.1, 6).labels()).containsExactly("-4", "-2", "0", "2", "4");
    assertThat(Ticks.between(0, 0.3, 6).labels())
        .containsExactly("0", "0.05", "0.1", "0.15", "0.2", "0.25", "0.3");
    assertThat(Ticks.between(0, 1e-4, 4).labels()).containsExactly("0", "5e-5", "1e-4");
    assertThat(Ticks.between(-2.5e8, 2.5e8, 4).labels()).containsExactly("-2e8", "0", "2e8");
    assertThat(Ticks.between(3, 3, 5).labels()).containsExactly("3");
    assertThat(Ticks.between(-3.479708141, -3.479708141, 5).labels()).containsExactly("-3.48");
  }

  @Property
  void lieInTheRangeAndHaveDistinctLabels(
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double low,
      @ForAll @DoubleRange(min = 1e-2, max = 1e9) double range,
      @ForAll @IntRange(min = 2, max = 10) int most) {
    Ticks ticks = Ticks.between(low, low + range, most);
    assertThat(ticks.values()).hasSizeBetween(most / 3, most + 1);
    assertThat(ticks.values())
        .allMatch(tick -> tick >= low - 1e-6 * range && tick <= low + range * (1 + 1e-6));
    assertThat(new HashSet<>(ticks.labels())).hasSameSizeAs(ticks.labels());
  }
}

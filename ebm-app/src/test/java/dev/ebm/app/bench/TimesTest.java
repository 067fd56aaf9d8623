package dev.ebm.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TimesTest {

  private static final long SECOND = 1_000_000_000;

  @Test
  void quantilesLieBetweenTheRunsInAnyOrder() {
    Times times = new Times(List.of(4 * SECOND, SECOND, 2 * SECOND, 3 * SECOND), true);
    assertThat(times.median()).isEqualTo(2.5);
    assertThat(times.quantile(0.25)).isEqualTo(1.75);
    assertThat(times.quantile(0)).isEqualTo(1);
    assertThat(times.quantile(1)).isEqualTo(4);
    assertThat(times.runs()).isEqualTo(4);
  }

  @Test
  void oneRunIsItsOwnMedianAndQuartile() {
    Times times = new Times(List.of(SECOND), false);
    assertThat(times.median()).isEqualTo(1);
    assertThat(times.quantile(0.75)).isEqualTo(1);
  }
}

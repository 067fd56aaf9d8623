package dev.ebm.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.metric.Estimate;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class FiguresTest {

  @Test
  void standardErrorsDecideHowManyDigitsAreShown() {
    assertThat(Figures.text(Estimate.of(0.0123456, 0.00034567, 9)))
        .isEqualTo("0.01235 +/- 0.00035");
    assertThat(Figures.text(Estimate.of(12345.678, 12.3, 9))).isEqualTo("12346 +/- 12");
    assertThat(Figures.text(Estimate.exact(0.25, 9))).isEqualTo("0.25000");
  }

  @Test
  void numbersThatAreNotFiniteAreShownAsTheyAre() {
    assertThat(Figures.text(Estimate.of(Double.NaN, 0.1, 9))).isEqualTo("NaN +/- 0.10000");
    assertThat(Figures.text(Estimate.of(1.5, Double.NaN, 9))).isEqualTo("1.5000 +/- NaN");
    assertThat(Figures.text(Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
  }

  @Test
  void theSystemsLanguageChangesNothing() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(Figures.text(0.5)).isEqualTo("0.50000");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void durationsAndBytesUseTheUnitThatSuitsThem() {
    assertThat(Figures.duration(59.6)).isEqualTo("1:00");
    assertThat(Figures.duration(3_725)).isEqualTo("1:02:05");
    assertThat(Figures.bytes(1_536)).isEqualTo("2 KiB");
    assertThat(Figures.bytes(3L << 20)).isEqualTo("3 MiB");
    assertThat(Figures.bytes(5L << 29)).isEqualTo("2.5 GiB");
  }
}

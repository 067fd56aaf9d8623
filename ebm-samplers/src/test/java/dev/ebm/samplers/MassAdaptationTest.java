package dev.ebm.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.Sampler;
import dev.ebm.api.method.Schedule;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MassAdaptationTest {

  private static final int ADAPT = 600;

  /** Those that Stan prints for 1000 and for 150 steps; a short adaptation has one window. */
  @Test
  void hasTheWindowsOfStan() {
    assertThat(new MassAdaptation(1000).windows()).containsExactly(100, 150, 250, 450, 950);
    assertThat(new MassAdaptation(150).windows()).containsExactly(100);
    assertThat(new MassAdaptation(100).windows()).containsExactly(90);
    assertThat(new MassAdaptation(19).windows()).isEmpty();
    assertThat(new MassAdaptation(0).windows()).isEmpty();
  }

  /**
   * Scales from 1 to 50. The last window has 300 steps: it shrinks by 1.7 %, and an estimate from
   * steps of which 20 count as one is too small by 6.7 % on average; the sum is allowed. What 500
   * chains leave of chance is far below.
   */
  @Test
  void findsTheVariances() {
    double[] variances = {0.01, 1, 25};
    Run run = adapted(Mixture.normal(variances), ADAPT);
    double[][] inverse = run.columns("mass/inverse");
    for (int j = 0; j < variances.length; j++) {
      double mean = Arrays.stream(inverse[j]).average().orElseThrow();
      assertThat(mean / variances[j]).isCloseTo(1, within(0.084));
    }
  }

  private static Run adapted(Mixture law, int steps) {
    Schedule one = Schedule.constant(1);
    Hmc hmc = new Hmc(Schedule.constant(0.05), 8, 0.2, one, ADAPT, 0.8, 1000);
    return Run.of(hmc, law.function(), Run.at(500, new double[law.features()]), steps, 1);
  }

  /** And it is the law's scale that they make one of: afterwards all features move alike. */
  @Test
  void isFrozenAfterwards() {
    Mixture law = Mixture.normal(0.01, 25);
    assertThat(adapted(law, ADAPT + 20).state().get("mass/inverse"))
        .isEqualTo(adapted(law, ADAPT).state().get("mass/inverse"));
  }

  /** From one point, with what each chain has learned, the chains reach their law. */
  @Test
  void chainsReachTheirLaw() {
    Mixture law = Mixture.normal(0.01, 1, 25);
    Run run = adapted(law, ADAPT + 60);
    law.assertDrawn(run.columns());
    assertThat(run.mean(Sampler.ACCEPTANCE)).isBetween(0.6, 0.95);
  }
}

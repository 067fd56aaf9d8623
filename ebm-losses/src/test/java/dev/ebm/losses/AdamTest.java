package dev.ebm.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.Optimizer;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.tensor.DType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AdamTest {

  private static double[] plain(double rate, double beta1, double beta2, double eps, int steps) {
    double[] p = Descent.START.clone();
    double[] m = new double[3];
    double[] v = new double[3];
    for (int t = 1; t <= steps; t++) {
      for (int i = 0; i < 3; i++) {
        double g = Descent.gradient(i, p[i]);
        m[i] = beta1 * m[i] + (1 - beta1) * g;
        v[i] = beta2 * v[i] + (1 - beta2) * g * g;
        double denominator = Math.sqrt(v[i]) / Math.sqrt(1 - Math.pow(beta2, t)) + eps;
        p[i] -= rate / (1 - Math.pow(beta1, t)) * m[i] / denominator;
      }
    }
    return p;
  }

  private static void assertEndsAt(double[] expected, Optimizer optimizer, int steps) {
    assertThat(Descent.end(optimizer, steps)).containsExactly(expected, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({
    "0.001, 0.9, 0.999, 1000",
    "0.06, 0.5, 0.999, 300",
    "0.008, 0.9, 0.99, 500",
    "0.008, 0, 0, 50"
  })
  void agreesWithPlainArithmeticOverManySteps(double rate, double beta1, double beta2, int steps) {
    for (double epsilon : new double[] {1e-8, 0.1}) {
      double[] expected = plain(rate, beta1, beta2, epsilon, steps);
      Adam adam = new Adam(Schedule.constant(rate), beta1, beta2, epsilon);
      assertEndsAt(expected, adam, steps);
    }
  }

  @Test
  void agreesWithPlainArithmeticInFloat32() {
    assertThat(
            Descent.end(
                new Adam(Schedule.constant(1e-3), 0.9, 0.999, 1e-8), "p", 1000, DType.FLOAT32))
        .containsExactly(plain(1e-3, 0.9, 0.999, 1e-8, 1000), within(1e-5));
  }

  /** The naive 1 - 0.999 in float32 is wrong by 1e-5, and its root would show here. */
  @Test
  void firstStepHasTheLearningRateInFloat32() {
    double[] after =
        Descent.end(new Adam(Schedule.constant(0.5), 0.9, 0.999, 1e-8), "p", 1, DType.FLOAT32);
    assertThat(after).containsExactly(new double[] {1, -0.2, 2.5}, within(5e-7));
  }

  private static void assertRight(FlawedAdam.Mistake mistake) {
    assertEndsAt(
        plain(0.03, 0.9, 0.99, 0.1, 20), new FlawedAdam(mistake, 0.03, 0.9, 0.99, 0.1, 0), 20);
  }

  static List<FlawedAdam.Mistake> mistakes() {
    return FlawedAdam.Mistake.all();
  }

  @Test
  void mutantWithoutMistakePasses() {
    assertRight(FlawedAdam.Mistake.NONE);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakesAreNoticed(FlawedAdam.Mistake mistake) {
    assertThatThrownBy(() -> assertRight(mistake)).isInstanceOf(AssertionError.class);
  }
}

package dev.ebm.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.data.Split;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.metric.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class LogDensityMseTest {

  private static final double LOG_ROOT_TWO_PI = Math.log(2 * Math.PI) / 2;

  private static Map<String, Estimate> evaluate(
      ToDoubleFunction<double[]> model, int samples, int repeats) {
    Split.Stream unused = new Split.Stream((key, count) -> key.normal(count, 1));
    return new LogDensityMse(samples, repeats)
        .evaluate(new FakeEvaluation(unused, model, x -> -x[0] * x[0] / 2 - LOG_ROOT_TWO_PI));
  }

  @Test
  void isZeroForTheTrueEnergyWhateverItsConstant() {
    for (double constant : new double[] {0, 3, -1e5}) {
      Map<String, Estimate> result = evaluate(x -> x[0] * x[0] / 2 + constant, 100, 3);
      assertThat(result.get("log-density-mse").value()).isCloseTo(0, within(1e-15));
      assertThat(result.get("log-z").value()).isCloseTo(LOG_ROOT_TWO_PI - constant, within(1e-9));
    }
  }

  /**
   * U = x^2 / (2 s^2) against a standard normal law: log Z = log(s sqrt(2 pi)), and the expected
   * square of (1 - 1/s^2) x^2 / 2 - log s is in closed form. The allowance is 4.89 standard errors
   * of a 100 repeats' mean.
   */
  @Test
  void estimatesAKnownErrorAndLogZ() {
    double s = 1.1;
    Map<String, Estimate> result = evaluate(x -> x[0] * x[0] / (2 * s * s), 20_000, 100);
    double k = (1 - 1 / (s * s)) / 2;
    double expected = 3 * k * k - 2 * k * Math.log(s) + Math.log(s) * Math.log(s);
    assertCloseTo(result.get("log-density-mse"), expected);
    assertCloseTo(result.get("log-z"), LOG_ROOT_TWO_PI + Math.log(s));
    assertThat(result.get("log-density-mse").samples()).isEqualTo(2_000_000);
  }

  private static void assertCloseTo(Estimate estimate, double expected) {
    double standardError = estimate.standardError().orElseThrow();
    assertThat(standardError).isBetween(1e-9, 1e-3);
    assertThat(estimate.value()).isCloseTo(expected, within(4.89 * standardError));
  }

  @Test
  void standardErrorShrinksAsTheRootOfTheSamples() {
    double few = error(200);
    double many = error(20_000);
    assertThat(few / many).isBetween(7.0, 14.0);
  }

  private static double error(int samples) {
    return evaluate(x -> x[0] * x[0] / 3, samples, 200)
        .get("log-density-mse")
        .standardError()
        .orElseThrow();
  }

  @Test
  void givesNanForAnEnergyThatIsNan() {
    Map<String, Estimate> result = evaluate(x -> x[0] > 2 ? Double.NaN : 0, 1000, 2);
    assertThat(result.get("log-density-mse").value()).isNaN();
    assertThat(result.get("log-z").value()).isNaN();
  }

  /** A model of small deviation s has the effective sample size n s sqrt(2): 2.8 of 1,000. */
  @Test
  void warnsWhereFewWeightsCarryLogZ() {
    List<String> heard = new ArrayList<>();
    for (double s : new double[] {1, 0.002}) {
      Split.Stream unused = new Split.Stream((key, count) -> key.normal(count, 1));
      Evaluation evaluation =
          new FakeEvaluation(
              unused,
              x -> x[0] * x[0] / (2 * s * s),
              x -> -x[0] * x[0] / 2 - LOG_ROOT_TWO_PI,
              warning -> heard.add(warning.code() + " " + warning.where()));
      new LogDensityMse(1_000, 3).evaluate(evaluation);
      assertThat(heard)
          .containsExactlyElementsOf(
              s == 1 ? List.of() : List.of("EBM-W005 metric 'log-density-mse'"));
    }
  }
}

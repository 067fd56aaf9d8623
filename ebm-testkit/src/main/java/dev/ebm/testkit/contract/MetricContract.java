package dev.ebm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.error.EbmException;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.metric.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;

/**
 * What every metric owes, shown on a labelled Gaussian dataset of known density and a model that is
 * slightly wrong.
 */
public final class MetricContract {

  private static final int REPEATS = 200;

  private final Metric metric;

  private MetricContract(Metric metric) {
    this.metric = metric;
  }

  /** The tests of one metric. */
  public static Stream<DynamicTest> of(Metric metric) {
    MetricContract contract = new MetricContract(metric);
    return Stream.of(
        Trial.test("gives named finite numbers", contract::givesFiniteNumbers),
        Trial.test("gives the same for the same model and data", contract::givesTheSame),
        Trial.test("never hides a NaN", contract::neverHidesNaN),
        Trial.test("knows its own error", contract::knowsItsError));
  }

  private Map<String, Estimate> evaluate(long seed, double shift) {
    try {
      return metric.evaluate(new GaussianEvaluation(seed, shift));
    } catch (EbmException e) {
      if (e.code().equals("EBM-E001")) {
        throw new TestAbortedException(
            "needs other data than this contract has: " + e.getMessage());
      }
      throw e;
    }
  }

  private void givesFiniteNumbers() {
    Map<String, Estimate> estimates = evaluate(1, 0);
    assertThat(estimates).isNotEmpty();
    estimates.forEach(
        (name, estimate) -> {
          assertThat(name).matches("[a-z0-9-]+(/[a-z0-9-]+)*");
          assertThat(estimate.value()).as(name).isFinite();
          assertThat(estimate.samples()).as("samples of " + name).isPositive();
          estimate
              .standardError()
              .ifPresent(
                  error -> assertThat(error).as("error of " + name).isFinite().isNotNegative());
        });
  }

  private void givesTheSame() {
    assertThat(evaluate(1, 0)).isEqualTo(evaluate(1, 0));
    assertThat(List.copyOf(evaluate(2, 0).keySet()))
        .isEqualTo(List.copyOf(evaluate(1, 0).keySet()));
  }

  private void neverHidesNaN() {
    Map<String, Estimate> finite = evaluate(1, 0);
    Map<String, Estimate> estimates;
    try {
      estimates = evaluate(1, Double.NaN);
    } catch (EbmException e) {
      return; // to refuse such energies by name hides nothing
    }
    estimates.forEach(
        (name, estimate) ->
            assertThat(estimate.value())
                .as("%s of energies that are NaN, %s otherwise", name, finite.get(name))
                .isNaN());
  }

  /**
   * Over independent data the estimates vary as their standard errors say, within a factor of two;
   * for the ratio of two variances from 200 estimates that is far beyond chance.
   */
  private void knowsItsError() {
    Map<String, List<Estimate>> repeats = new LinkedHashMap<>();
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      evaluate(repeat, 0)
          .forEach(
              (name, estimate) ->
                  repeats.computeIfAbsent(name, n -> new ArrayList<>()).add(estimate));
    }
    repeats.values().removeIf(all -> all.stream().anyMatch(e -> e.standardError().isEmpty()));
    repeats.forEach(MetricContract::spreadsAsClaimed);
  }

  private static void spreadsAsClaimed(String name, List<Estimate> all) {
    double[] values = all.stream().mapToDouble(Estimate::value).toArray();
    double claimed =
        all.stream()
            .mapToDouble(e -> e.standardError().orElseThrow())
            .map(e -> e * e)
            .average()
            .orElseThrow();
    assertThat(Math.sqrt(ZTest.variance(values) / claimed))
        .as("spread of '%s' in units of its standard error", name)
        .isBetween(0.5, 2.0);
  }
}

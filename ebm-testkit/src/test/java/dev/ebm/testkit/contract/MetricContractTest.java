package dev.ebm.testkit.contract;

import static dev.ebm.testkit.contract.Verdict.broken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ebm.api.data.Dataset;
import dev.ebm.api.metric.Estimate;
import dev.ebm.api.metric.Evaluation;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MetricContractTest {

  private static final int ROWS = 100;

  /** The mean energy. */
  private static Estimate mean(Evaluation evaluation) {
    double[] energies = evaluation.energy(evaluation.draw(Dataset.TEST, "mean", ROWS));
    double error = Math.sqrt(ZTest.variance(energies) / ROWS);
    return Estimate.of(ZTest.mean(energies), error, ROWS);
  }

  @Test
  void acceptsAMean() {
    assertThat(broken(MetricContract.of(e -> Map.of("mean", mean(e))))).isEmpty();
  }

  @Test
  void noticesAnErrorThatIsTooSmall() {
    assertThat(
            broken(
                MetricContract.of(
                    e -> {
                      Estimate mean = mean(e);
                      double error = mean.standardError().orElseThrow() / 3;
                      return Map.of("mean", Estimate.of(mean.value(), error, ROWS));
                    })))
        .containsExactly("knows its own error");
  }

  @Test
  void noticesAHiddenNaN() {
    assertThat(
            broken(
                MetricContract.of(
                    e -> {
                      Estimate mean = mean(e);
                      return Map.of(
                          "mean", Double.isNaN(mean.value()) ? Estimate.exact(0, 1) : mean);
                    })))
        .containsExactly("never hides a NaN");
  }

  @Test
  void noticesANumberThatChanges() {
    AtomicInteger calls = new AtomicInteger();
    assertThat(
            broken(
                MetricContract.of(
                    e ->
                        Map.of(
                            "mean",
                            Estimate.exact(mean(e).value() + calls.incrementAndGet(), ROWS)))))
        .containsExactly("gives the same for the same model and data");
  }

  @Test
  void noticesThatNothingIsMeasured() {
    assertThat(broken(MetricContract.of(e -> Map.of()))).contains("gives named finite numbers");
  }
}

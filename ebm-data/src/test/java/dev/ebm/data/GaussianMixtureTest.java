package dev.ebm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.data.Split;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.testkit.ReferenceBackend;
import dev.ebm.testkit.Traced;
import java.util.List;
import org.junit.jupiter.api.Test;

class GaussianMixtureTest {

  private static final int N = 100_000;

  private static final GaussianMixture UNEQUAL =
      new GaussianMixture(
          List.of(List.of(-5.0), List.of(5.0)), List.of(1.0, 2.0), List.of(1.0, 4.0));

  private static List<TensorData> run(Traced.Body body) {
    try (ReferenceBackend backend = new ReferenceBackend()) {
      return new Traced(backend, DType.FLOAT64).run(1, List.of(), body);
    }
  }

  private static double[] rows() {
    Split.Stream stream = (Split.Stream) UNEQUAL.split("train");
    return run((key, in) -> List.of(stream.generator().draw(key, N))).get(0).toDoubles();
  }

  /**
   * Mean 0.2 (-5) + 0.8 * 5 = 3 and variance 0.2 * 1 + 0.8 * 4 + 16 = 19.4; the fifth of the rows
   * left of 0, where the right component has 0.6 %. 4.9 standard deviations fail once in a million;
   * equal weights, or deviations of 1, are rejected.
   */
  @Test
  void drawsComponentsByTheirWeightsAndDeviations() {
    double[] rows = rows();
    double mean = 0;
    double square = 0;
    double left = 0;
    for (double x : rows) {
      mean += x / N;
      square += (x - 3) * (x - 3) / N;
      left += x < 0 ? 1.0 / N : 0;
    }
    assertThat(mean).isCloseTo(3, within(4.9 * Math.sqrt(19.4 / N)));
    assertThat(square).isCloseTo(19.4, within(4.9 * 40 / Math.sqrt(N)));
    double expected = 0.2 + 0.8 * 0.00621;
    assertThat(left).isCloseTo(expected, within(4.9 * Math.sqrt(expected * 0.8 / N)));
  }

  @Test
  void hasTheDensityOfTheMixture() {
    double[] at = {-6, -1, 0.5, 4, 9};
    double[] logDensity =
        run((key, in) ->
                List.of(
                    UNEQUAL
                        .logDensity()
                        .orElseThrow()
                        .of(
                            Tensors.constant(
                                TensorData.of(new float[] {-6, -1, 0.5f, 4, 9}, 5, 1)))))
            .get(0)
            .toDoubles();
    for (int i = 0; i < at.length; i++) {
      double p = 0.2 * normal(at[i] + 5, 1) + 0.8 * normal(at[i] - 5, 2);
      assertThat(logDensity[i]).isCloseTo(Math.log(p), within(1e-6));
    }
  }

  private static double normal(double x, double deviation) {
    double z = x / deviation;
    return Math.exp(-z * z / 2) / (deviation * Math.sqrt(2 * Math.PI));
  }

  @Test
  void refusesListsThatDoNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new GaussianMixture(
                    List.of(List.of(0.0), List.of(1.0, 2.0)), List.of(1.0), List.of()))
        .withMessageContaining("as many numbers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GaussianMixture(List.of(List.of(0.0)), List.of(1.0, 1.0), List.of()))
        .withMessageContaining("1 means need one deviation");
  }
}

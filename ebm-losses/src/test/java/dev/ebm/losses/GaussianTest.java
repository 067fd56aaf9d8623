package dev.ebm.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ebm.api.method.Perturbation;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Moments of the noise by z-tests on N independent rows. All fifteen comparisons together fail
 * falsely for one seed in a million; a variance wrong by 3 % is noticed.
 */
class GaussianTest {

  private static final int N = 100_000;

  /** Two-sided standard normal quantile of 1e-6 / 15. */
  private static final double Z = 5.40;

  private static final double T = 0.6;
  private static final JvmBackend BACKEND = new JvmBackend(1);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  /** From x = (1, -2): two columns of y - x, then of both negatives' x' - y, each of N rows. */
  private static double[][] steps(Perturbation q) {
    List<TensorData> drawn =
        new Traced(BACKEND, DType.FLOAT32)
            .run(
                3,
                List.of(TensorData.of(new float[] {1, -2}, 1, 2)),
                (key, in) -> {
                  Tensor x = in.get(0).broadcastTo(N, 2);
                  Tensor y = q.perturb(key.fold("y"), x);
                  Perturbation.Recovery recovery = q.recover(key.fold("x'"), y, 2);
                  Tensor back = recovery.samples().sub(y.expandDims(1));
                  return List.of(y.sub(x), back, recovery.logWeights());
                });
    double[] out = drawn.get(0).toDoubles();
    double[] back = drawn.get(1).toDoubles();
    assertThat(drawn.get(2).shape().dims()).containsExactly(N, 2);
    assertThat(drawn.get(2).toDoubles()).containsOnly(0);
    return IntStream.range(0, 6)
        .mapToObj(
            c ->
                IntStream.range(0, N)
                    .mapToDouble(i -> c < 2 ? out[2 * i + c] : back[4 * i + c - 2])
                    .toArray())
        .toArray(double[][]::new);
  }

  private static void assertTwoStepsOfVarianceT(Perturbation q) {
    double[][] steps = steps(q);
    for (double[] step : steps) {
      assertMean(step, 0);
      assertMean(DoubleStream.of(step).map(s -> s * s).toArray(), T);
    }
    assertMean(product(steps[0], steps[2]), 0); // to y and back
    assertMean(product(steps[0], steps[1]), 0); // two features
    assertMean(product(steps[2], steps[4]), 0); // two negatives
  }

  private static double[] product(double[] a, double[] b) {
    return IntStream.range(0, N).mapToDouble(i -> a[i] * b[i]).toArray();
  }

  private static void assertMean(double[] values, double expected) {
    double mean = DoubleStream.of(values).average().orElseThrow();
    double variance =
        DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    assertThat(Math.abs(mean - expected)).isLessThan(Z * Math.sqrt(variance / N));
  }

  @Test
  void takesTwoIndependentStepsOfVarianceT() {
    assertTwoStepsOfVarianceT(new Gaussian(T));
  }

  @Test
  void mistakesAreNoticed() {
    Perturbation oneNoise =
        new Perturbation() {
          @Override
          public Tensor perturb(Key key, Tensor x) {
            return x.add(key.normal(x.dim(0), 1).mul(Math.sqrt(T)));
          }

          @Override
          public Recovery recover(Key key, Tensor y, int count) {
            return new Gaussian(T).recover(key, y, count);
          }
        };
    for (Perturbation mutant : List.of(new Gaussian(T * T), new Gaussian(T * 1.03), oneNoise)) {
      assertThatThrownBy(() -> assertTwoStepsOfVarianceT(mutant))
          .isInstanceOf(AssertionError.class);
    }
  }
}

package dev.ebm.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import dev.ebm.testkit.contract.OneStep;
import dev.ebm.testkit.contract.ZTest;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where data and model are Gaussians in three dimensions, energy discrepancy without stabiliser has
 * a closed form: U = a|x|^2/2 + b.x makes, in each coordinate,
 *
 * <pre>U_q(y) = (a y^2/2 + b y - b^2 t/2) / (1 + a t) + log(1 + a t)/2</pre>
 *
 * The loss is compared with it by z-tests over {@value #GROUPS} groups of rows, each of which fails
 * for one seed in a million. With M negatives the expectation of the logarithm is lower by the
 * relative variance of the mean over 2M, to first order; this is part of what is expected.
 */
class DiscrepancyOfGaussiansTest {

  private static final int GROUPS = 100;
  private static final int ROWS = 500;
  private static final int M = 64;
  private static final int D = 3;

  private static final double[] DATA_MEAN = {0.5, -1, 0.25};
  private static final double DATA_DEVIATION = 0.8;
  private static final double[] MODEL_MEAN = {0, -0.5, 0.5};
  private static final double MODEL_DEVIATION = 1.2;
  private static final double A = 1 / (MODEL_DEVIATION * MODEL_DEVIATION);

  private static final JvmBackend BACKEND = new JvmBackend(1);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  private static double b(int k) {
    return -A * MODEL_MEAN[k];
  }

  /** The loss of each group of rows. */
  private static double[] losses(Perturbation q) {
    float[] mean = new float[D];
    float[] b = new float[D];
    for (int k = 0; k < D; k++) {
      mean[k] = (float) DATA_MEAN[k];
      b[k] = (float) b(k);
    }
    EnergyDiscrepancy loss = new EnergyDiscrepancy(M, 0, q);
    return new Traced(BACKEND, DType.FLOAT32)
        .run(
            5,
            List.of(TensorData.of(mean, D), TensorData.of(b, D)),
            (key, in) ->
                Tensors.scan(
                        GROUPS,
                        List.of(),
                        List.of(),
                        (group, none, entries) -> {
                          Tensor x =
                              key.fold("rows")
                                  .fold(group)
                                  .normal(ROWS, D)
                                  .mul(DATA_DEVIATION)
                                  .add(in.get(0));
                          Tree<Tensor> parameters =
                              Tree.of("a", Tensors.constant(A)).with("b", in.get(1));
                          OneStep step =
                              OneStep.first(new Quadratic(D), parameters, key.fold(group), x);
                          return new Tensors.ScanStep(List.of(), List.of(loss.loss(step, x)));
                        })
                    .collected())
        .get(0)
        .toDoubles();
  }

  /** E f(y) for y normal, by quadrature over nine deviations. */
  private static double expectation(double mean, double variance, DoubleUnaryOperator f) {
    double sum = 0;
    double weights = 0;
    for (int i = -900; i <= 900; i++) {
      double z = i / 100.0;
      double weight = Math.exp(-z * z / 2);
      weights += weight;
      sum += weight * f.applyAsDouble(mean + Math.sqrt(variance) * z);
    }
    return sum / weights;
  }

  /** -log of the mean of exp(-(a x^2/2 + b x)) for x normal around y with variance t. */
  private static double potential(double a, double b, double t, double y) {
    return (a * y * y / 2 + b * y - b * b * t / 2) / (1 + a * t) + Math.log1p(a * t) / 2;
  }

  private static double energy(int k, double x) {
    return A * x * x / 2 + b(k) * x;
  }

  /** E U(x) - E U_q(y) for y = decay x + sqrt(variance) xi. */
  private static double closedForm(double decay, double variance) {
    double s2 = DATA_DEVIATION * DATA_DEVIATION;
    double back = variance / (decay * decay);
    return IntStream.range(0, D)
        .mapToDouble(
            k ->
                expectation(DATA_MEAN[k], s2, x -> energy(k, x))
                    - expectation(DATA_MEAN[k], s2 + back, o -> potential(A, b(k), back, o)))
        .sum();
  }

  /** What M negatives add to the expectation, to first order in 1/M. */
  private static double bias(double decay, double variance) {
    double s2 = DATA_DEVIATION * DATA_DEVIATION;
    double back = variance / (decay * decay);
    double squares =
        IntStream.range(0, D)
            .mapToDouble(
                k ->
                    expectation(
                        DATA_MEAN[k],
                        s2 + back,
                        o ->
                            Math.exp(
                                2 * potential(A, b(k), back, o)
                                    - potential(2 * A, 2 * b(k), back, o))))
            .reduce(1, (p, q) -> p * q);
    return -(squares - 1) / (2 * M);
  }

  private static void assertClosedForm(Perturbation q, double decay, double variance) {
    double[] losses = losses(q);
    double expected = closedForm(decay, variance) + bias(decay, variance);
    new ZTest(1).assertMean("energy discrepancy", losses, expected);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.5, 2})
  void agreesWithTheClosedFormForGaussianNoise(double t) {
    assertClosedForm(new Gaussian(t), 1, t);
  }

  @ParameterizedTest
  @CsvSource({"0.3, 0.5", "0.8, 0.9"})
  void agreesWithTheClosedFormForAnOrnsteinUhlenbeckProcess(double t, double theta) {
    double decay = Math.exp(-theta * t);
    double variance = (1 - decay * decay) / (2 * theta);
    assertClosedForm(new OrnsteinUhlenbeck(t, theta), decay, variance);
  }

  @Test
  void noiseOfTheWrongScaleIsNoticed() {
    for (double t : new double[] {0.1, 2}) {
      assertThatThrownBy(() -> assertClosedForm(new Gaussian(t * t), 1, t))
          .isInstanceOf(AssertionError.class);
      assertThatThrownBy(() -> assertClosedForm(new Gaussian(2 * t), 1, t))
          .isInstanceOf(AssertionError.class);
    }
    assertThatThrownBy(() -> assertClosedForm(new OrnsteinUhlenbeck(0.8, 0.9), 1, 0.8))
        .isInstanceOf(AssertionError.class);
  }

  /** E log p of the model, with its normaliser. */
  private static double logLikelihood() {
    double s2 = DATA_DEVIATION * DATA_DEVIATION;
    return IntStream.range(0, D)
        .mapToDouble(
            k ->
                -expectation(DATA_MEAN[k], s2, x -> energy(k, x))
                    - Math.log(2 * Math.PI / A) / 2
                    - b(k) * b(k) / (2 * A))
        .sum();
  }

  /** Minus the entropy of the noised data, which no model changes. */
  private static double c(double t) {
    return -D * Math.log(2 * Math.PI * Math.E * (DATA_DEVIATION * DATA_DEVIATION + t)) / 2;
  }

  private static double squaredWassersteinDistance() {
    double deviations = D * Math.pow(DATA_DEVIATION - MODEL_DEVIATION, 2);
    return IntStream.range(0, D).mapToDouble(k -> Math.pow(DATA_MEAN[k] - MODEL_MEAN[k], 2)).sum()
        + deviations;
  }

  /**
   * |ED_t + E log p - c(t)| is at most W2^2/(2t): as t grows the loss becomes the negative
   * log-likelihood (Schroeder et al. 2023, theorem 2). Shown of the loss, with its standard error,
   * and of the closed form for all t.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 1})
  void isWithinTheBoundOfMaximumLikelihood(double t) {
    double[] losses = losses(new Gaussian(t));
    double mean = DoubleStream.of(losses).average().orElseThrow() - bias(1, t);
    double spread = DoubleStream.of(losses).map(v -> Math.pow(v - mean, 2)).sum();
    double error = new ZTest(1).quantile() * Math.sqrt(spread) / GROUPS;
    double bound = squaredWassersteinDistance() / (2 * t);
    double gap = mean + logLikelihood() - c(t);
    assertThat(Math.abs(gap)).isLessThan(bound + error);
    assertThat(error).isLessThan(bound / 10);
  }

  @Test
  void closedFormIsWithinTheBoundAndTendsToMaximumLikelihood() {
    double last = Double.POSITIVE_INFINITY;
    for (double t : new double[] {0.01, 0.1, 1, 10, 100, 1000}) {
      double gap = Math.abs(closedForm(1, t) + logLikelihood() - c(t));
      assertThat(gap).isLessThan(squaredWassersteinDistance() / (2 * t)).isLessThan(last);
      last = gap;
    }
    assertThat(last).isLessThan(1e-3);
  }

  /**
   * E |grad U|^2 / 2 - tr Hessian U, which ED_t / t tends to as t falls, by an error of order t.
   */
  @Test
  void tendsToScoreMatchingAsTheNoiseVanishes() {
    double s2 = DATA_DEVIATION * DATA_DEVIATION;
    double scores =
        IntStream.range(0, D)
            .mapToDouble(k -> expectation(DATA_MEAN[k], s2, x -> Math.pow(A * x + b(k), 2) / 2 - A))
            .sum();
    double slope = (closedForm(1, 0.01) / 0.01 - scores) / 0.01;
    for (double t : new double[] {0.001, 0.0001}) {
      assertThat((closedForm(1, t) / t - scores) / t).isCloseTo(slope, within(0.05));
    }
    double t = 0.01;
    double[] ratios = Arrays.stream(losses(new Gaussian(t))).map(loss -> loss / t).toArray();
    new ZTest(1).assertMean("ED_t / t", ratios, scores + slope * t + bias(1, t) / t);
    assertThatThrownBy(() -> new ZTest(1).assertMean("ED_t / t", ratios, -scores))
        .isInstanceOf(AssertionError.class);
  }
}

package dev.ebm.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.data.Feature;
import dev.ebm.api.data.Features;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.plugin.ComponentContext;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import dev.ebm.testkit.contract.ZTest;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OrnsteinUhlenbeckTest {

  private static final JvmBackend BACKEND = new JvmBackend(1);
  private static final Traced DOUBLE = new Traced(BACKEND, DType.FLOAT64);
  private static final int N = 100_000;
  private static final double T = 0.7;
  private static final double THETA = 0.9;
  private static final double CENTER = 3;
  private static final double DECAY = Math.exp(-THETA * T);
  private static final double VARIANCE = (1 - DECAY * DECAY) / (2 * THETA);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  private static OrnsteinUhlenbeck process(double t, double theta, double center) {
    return new OrnsteinUhlenbeck(
        Schedule.constant(t), Schedule.constant(theta), () -> Tensors.constant(center));
  }

  /** Decay and variance of the law of one step, in double precision. */
  private static double[] law(double t, double theta) {
    List<TensorData> values =
        DOUBLE.run(
            1,
            List.of(),
            (key, none) -> {
              LinearGaussian law =
                  (LinearGaussian)
                      process(t, theta, 0).at(Tensors.fill(DType.INT32, 0, Shape.SCALAR));
              return List.of(law.decay(), law.variance());
            });
    return new double[] {values.get(0).at(0), values.get(1).at(0)};
  }

  /** Q_s Q_t = Q_(s+t): decays multiply, and the first variance decays twice. */
  @Test
  void formsASemigroupInTime() {
    double[] s = law(0.4, THETA);
    double[] t = law(1.1, THETA);
    double[] both = law(1.5, THETA);
    assertThat(s[0] * t[0]).isCloseTo(both[0], within(1e-7));
    assertThat(t[0] * t[0] * s[1] + t[1]).isCloseTo(both[1], within(1e-7));
  }

  @Test
  void isTheIdentityAtTimeZeroAndStationaryAtInfinity() {
    assertThat(law(1e-6, THETA)).containsExactly(new double[] {1, 1e-6}, within(1e-6));
    assertThat(law(100, THETA)).containsExactly(new double[] {0, 1 / (2 * THETA)}, within(1e-7));
  }

  @Test
  void isGaussianNoiseOfVarianceTWithoutDrift() {
    assertThat(law(T, 1e-7)).containsExactly(new double[] {1, T}, within(1e-6));
  }

  /** q(y | x) p(x) = q(x | y) p(y) for p normal around the centre with variance 1/(2 theta). */
  @Test
  void isInDetailedBalanceWithItsStationaryLaw() {
    TensorData x = TensorData.of(new double[] {0.3, -1, 2, 5, 0, 3.3}, 3, 2);
    TensorData y = TensorData.of(new double[] {1, 1, -2, 4, 3, 0.1}, 3, 2);
    TensorData difference =
        DOUBLE
            .run(
                1,
                List.of(x, y),
                (key, in) -> {
                  Perturbation q = process(T, THETA, CENTER);
                  return List.of(
                      q.logDensity(in.get(0), in.get(1))
                          .sub(in.get(0).sub(CENTER).square().sum(1).mul(THETA))
                          .sub(q.logDensity(in.get(1), in.get(0)))
                          .add(in.get(1).sub(CENTER).square().sum(1).mul(THETA)));
                })
            .get(0);
    assertThat(difference.toDoubles()).containsExactly(new double[3], within(1e-5));
  }

  /** From x = (1, -2): the columns of y, and of x' from y = (0.5, 4) twice. */
  private static double[][] draws(Perturbation q) {
    List<TensorData> drawn =
        new Traced(BACKEND, DType.FLOAT32)
            .run(
                3,
                List.of(
                    TensorData.of(new float[] {1, -2}, 1, 2),
                    TensorData.of(new float[] {0.5f, 4}, 1, 2)),
                (key, in) -> {
                  Tensor y = q.perturb(key.fold("y"), in.get(0).broadcastTo(N, 2));
                  Perturbation.Recovery back =
                      q.recover(key.fold("x'"), in.get(1).broadcastTo(N, 2), 2);
                  return List.of(y, back.samples(), back.logWeights());
                });
    assertThat(drawn.get(2).toDoubles()).containsOnly(0);
    return IntStream.range(0, 6)
        .mapToObj(
            c ->
                IntStream.range(0, N)
                    .mapToDouble(
                        i -> c < 2 ? drawn.get(0).at(2 * i + c) : drawn.get(1).at(4 * i + c - 2))
                    .toArray())
        .toArray(double[][]::new);
  }

  /** Twelve z-tests, one false failure in a million; a variance wrong by 3 % is noticed. */
  private static void assertDrawsOfTheProcess(Perturbation q) {
    ZTest test = new ZTest(12);
    double[][] draws = draws(q);
    double[] from = {1, -2, 0.5, 4, 0.5, 4};
    for (int c = 0; c < 6; c++) {
      double scale = c < 2 ? DECAY : 1 / DECAY;
      double mean = CENTER + scale * (from[c] - CENTER);
      double variance = c < 2 ? VARIANCE : VARIANCE / (DECAY * DECAY);
      double[] column = draws[c];
      test.assertMean("mean of column " + c, column, mean);
      test.assertMean(
          "variance of column " + c,
          IntStream.range(0, N).mapToDouble(i -> Math.pow(column[i] - mean, 2)).toArray(),
          variance);
    }
  }

  @Test
  void drawsFromTheProcessAndItsNormalisedReverse() {
    assertDrawsOfTheProcess(process(T, THETA, CENTER));
  }

  /** y = there + sqrt(v) xi, x' = back + sqrt(w) xi'. */
  private record Mutant(double decay, double v, double backDecay, double w, double center)
      implements Perturbation {
    @Override
    public Tensor perturb(Key key, Tensor x) {
      return x.sub(center).mul(decay).add(center).add(key.normal(x.shape()).mul(Math.sqrt(v)));
    }

    @Override
    public Recovery recover(Key key, Tensor y, int count) {
      Tensor noise = key.normal(N, count, 2).mul(Math.sqrt(w));
      Tensor origin = y.sub(center).div(backDecay).add(center);
      return Recovery.symmetric(origin.expandDims(1).add(noise));
    }
  }

  private static final double REVERSE = VARIANCE / (DECAY * DECAY);

  private static final Map<String, Mutant> MUTANTS =
      Map.of(
          "variance not divided by 2 theta",
          new Mutant(DECAY, 1 - DECAY * DECAY, DECAY, REVERSE, CENTER),
          "drift doubled",
          new Mutant(DECAY * DECAY, VARIANCE, DECAY, REVERSE, CENTER),
          "way back not undone",
          new Mutant(DECAY, VARIANCE, 1, REVERSE, CENTER),
          "way back as wide as the way there",
          new Mutant(DECAY, VARIANCE, DECAY, VARIANCE, CENTER),
          "way back wider by the decay once",
          new Mutant(DECAY, VARIANCE, DECAY, VARIANCE / DECAY, CENTER),
          "deviation for variance",
          new Mutant(DECAY, VARIANCE * VARIANCE, DECAY, REVERSE, CENTER),
          "drift to the origin",
          new Mutant(DECAY, VARIANCE, DECAY, REVERSE, 0));

  static List<String> mutants() {
    return List.copyOf(MUTANTS.keySet());
  }

  @Test
  void mutantWithoutMistakePasses() {
    assertDrawsOfTheProcess(new Mutant(DECAY, VARIANCE, DECAY, REVERSE, CENTER));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void mistakesAreNoticed(String name) {
    assertThatThrownBy(() -> assertDrawsOfTheProcess(MUTANTS.get(name)))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void driftsToTheMeanOfTheTrainingRows() {
    TensorData rows = TensorData.of(new float[] {1, 5, 3, 7, 2, 6}, 3, 2);
    Perturbation made =
        OrnsteinUhlenbeck.FACTORY.create(
            new OrnsteinUhlenbeck.Config(
                Schedule.constant(100), Schedule.constant(1), OrnsteinUhlenbeck.Center.DATA),
            new KnownRows(Features.continuous(2), rows));
    double[] center =
        DOUBLE
            .run(
                1,
                List.of(),
                (key, none) ->
                    List.of(
                        ((LinearGaussian) made.at(Tensors.fill(DType.INT32, 0, Shape.SCALAR)))
                            .center()))
            .get(0)
            .toDoubles();
    assertThat(center).containsExactly(2, 6);
  }

  @Test
  void binaryDataAreRefused() {
    Features bits = new Features(Shape.of(1), List.of(new Feature("b", Feature.Kind.BINARY)));
    ComponentContext context = new KnownRows(bits, TensorData.of(new float[] {0, 1}, 2, 1));
    assertThatThrownBy(
            () ->
                OrnsteinUhlenbeck.FACTORY.create(
                    new OrnsteinUhlenbeck.Config(
                        Schedule.constant(1), Schedule.constant(1), OrnsteinUhlenbeck.Center.ZERO),
                    context))
        .isInstanceOf(EbmException.class)
        .hasMessage(
            "EBM-M007 perturbation 'ornstein-uhlenbeck': needs real numbers, but column 'b' is"
                + " binary (for such data use noise-contrastive-estimation with noise bernoulli)");
    assertThatThrownBy(() -> Gaussian.FACTORY.create(new Gaussian(1), context))
        .isInstanceOf(EbmException.class)
        .hasMessageStartingWith("EBM-M007 perturbation 'gaussian': needs real numbers");
  }
}

package dev.ebm.losses;

import static dev.ebm.api.tensor.Tensors.concat;
import static dev.ebm.api.tensor.Tensors.fill;
import static dev.ebm.api.tensor.Tensors.logSumExp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.error.TensorException;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Perturbation;
import dev.ebm.api.method.Schedule;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Key;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Philox;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import dev.ebm.testkit.contract.OneStep;
import dev.ebm.testkit.contract.ZTest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several perturbations at once, and negatives that follow the energy. */
class InformedNegativesTest {

  private static final JvmBackend BACKEND = new JvmBackend(1);
  private static final Traced DOUBLE = new Traced(BACKEND, DType.FLOAT64);
  private static final long SEED = 7;
  private static final int B = 5;
  private static final int M = 4;
  private static final int D = 3;
  private static final double W = 0.7;
  private static final double DRIFT = 0.8;
  private static final double[] AT = {0.8, 0.3, -0.5, 0.2};
  private static final double[] ROWS = {
    0.3, -1.2, 0.5, 2.1, 0.4, -0.6, -1.5, 0.9, 0.2, 1.1, 1.3, -0.8, 0.0, -0.4, 1.7
  };

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  /**
   * A perturbation in plain numbers.
   *
   * @param q the same in tensors
   * @param decay a of y = a x + sqrt(v) xi
   * @param variance v
   */
  private record Law(Perturbation q, double decay, double variance) {

    static Law gaussian(double t) {
      return new Law(new Gaussian(t), 1, t);
    }

    static Law ornsteinUhlenbeck(double t, double theta) {
      double decay = Math.exp(-theta * t);
      return new Law(new OrnsteinUhlenbeck(t, theta), decay, (1 - decay * decay) / (2 * theta));
    }
  }

  private static final Law LAW = Law.ornsteinUhlenbeck(0.6, 0.4);

  private static double energy(double[] a, double[] x) {
    return a[0] * (x[0] * x[0] + x[1] * x[1] + x[2] * x[2]) / 2
        + a[1] * x[0]
        + a[2] * x[1]
        + a[3] * x[2];
  }

  private static double[] normal(String purpose, int count) {
    TensorData key = Philox.fold(Philox.seed(SEED), purpose);
    return Philox.draw(Op.NORMAL, key, TensorType.float32(count)).toDoubles();
  }

  private static double logDensity(Law law, double[] x, double[] y) {
    double squares = 0;
    for (int k = 0; k < D; k++) {
      squares += Math.pow(y[k] - law.decay * x[k], 2);
    }
    return -squares / (2 * law.variance);
  }

  private static double[] plus(double[] x, double[] s, double times) {
    double[] sum = new double[D];
    Arrays.setAll(sum, k -> x[k] + times * s[k]);
    return sum;
  }

  /**
   * The definition in plain arithmetic, on the draws that the loss is given. Negatives follow the
   * energy at {@link #AT} whatever the parameters are, since no derivative passes through them.
   */
  private static double plain(double[] a, Law law, String scale, double drift) {
    double[] xi = normal("perturbation" + scale, B * D);
    double[] xiPrime = normal("recovery" + scale, B * M * D);
    double back = law.variance / (law.decay * law.decay);
    double total = 0;
    for (int i = 0; i < B; i++) {
      double[] x = Arrays.copyOfRange(ROWS, i * D, (i + 1) * D);
      double[] y = new double[D];
      double[] s = new double[D];
      for (int k = 0; k < D; k++) {
        y[k] = law.decay * x[k] + Math.sqrt(law.variance) * xi[i * D + k];
        s[k] = drift * back * (AT[0] * y[k] + AT[1 + k]);
      }
      double own = logDensity(law, x, y) - logDensity(law, plus(x, s, 1), y);
      double sum = W;
      for (int j = 0; j < M; j++) {
        double[] recovered = new double[D];
        for (int k = 0; k < D; k++) {
          recovered[k] = y[k] / law.decay + Math.sqrt(back) * xiPrime[(i * M + j) * D + k];
        }
        double[] negative = plus(recovered, s, -1);
        double logOmega = logDensity(law, negative, y) - logDensity(law, recovered, y);
        sum += Math.exp(logOmega - own + energy(a, x) - energy(a, negative));
      }
      total += Math.log(sum) - Math.log(M);
    }
    return total / B;
  }

  /** A definition by the parameters. */
  private interface Definition {
    double at(double[] a);
  }

  private static void assertAgrees(Loss loss, Definition definition) {
    List<TensorData> results =
        DOUBLE.run(
            SEED,
            List.of(
                TensorData.of(ROWS, B, D),
                TensorData.of(new double[] {AT[0]}),
                TensorData.of(new double[] {AT[1], AT[2], AT[3]}, D)),
            (key, in) -> {
              Tree<Tensor> parameters = Tree.of("a", in.get(1)).with("b", in.get(2));
              OneStep step = OneStep.first(new Quadratic(D), parameters, key, in.get(0));
              Tensor value = loss.loss(step, in.get(0));
              List<Tensor> gradients = Gradients.of(value, parameters.values());
              return List.of(value, gradients.get(0), gradients.get(1));
            });
    assertThat(results.get(0).at(0)).isCloseTo(definition.at(AT), within(1e-6));
    for (int p = 0; p < AT.length; p++) {
      double h = 1e-5;
      double[] up = AT.clone();
      double[] down = AT.clone();
      up[p] += h;
      down[p] -= h;
      double difference = (definition.at(up) - definition.at(down)) / (2 * h);
      double gradient = p == 0 ? results.get(1).at(0) : results.get(2).at(p - 1);
      assertThat(gradient).as("derivative %d", p).isCloseTo(difference, within(1e-6));
    }
  }

  private static EnergyDiscrepancy loss(double drift, Law... laws) {
    return new EnergyDiscrepancy(
        M,
        Schedule.constant(W),
        Arrays.stream(laws).map(Law::q).toList(),
        Schedule.constant(drift));
  }

  @Test
  void severalPerturbationsAreAveraged() {
    Law small = Law.gaussian(0.3);
    Law large = Law.gaussian(2);
    assertAgrees(
        loss(0, small, LAW, large),
        a -> (plain(a, small, "", 0) + plain(a, LAW, "/1", 0) + plain(a, large, "/2", 0)) / 3);
    assertThatThrownBy(
            () ->
                assertAgrees(
                    loss(0, small, LAW), a -> plain(a, small, "", 0) + plain(a, LAW, "/1", 0)))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void negativesFollowTheEnergyWithWeightsThatMakeUpForIt() {
    assertAgrees(loss(DRIFT, LAW), a -> plain(a, LAW, "", DRIFT));
    Law gaussian = Law.gaussian(0.5);
    assertAgrees(loss(1, gaussian), a -> plain(a, gaussian, "", 1));
    assertAgrees(
        loss(0.5, gaussian, LAW),
        a -> (plain(a, gaussian, "", 0.5) + plain(a, LAW, "/1", 0.5)) / 2);
  }

  /**
   * One mistake.
   *
   * @param drift how far negatives go
   * @param weight factor of their log-weights
   * @param own factor of the row's own
   * @param stopped whether derivatives stop at the negatives
   */
  private record Mutant(double drift, double weight, double own, boolean stopped) implements Loss {
    @Override
    public Tensor loss(dev.ebm.api.method.LossContext context, Tensor x) {
      Perturbation q = LAW.q();
      Tensor y = q.perturb(context.key("perturbation"), x);
      Tensor recovered = q.recover(context.key("recovery"), y, M).samples();
      double back = LAW.variance / (LAW.decay * LAW.decay);
      Tensor followed = context.energy().gradient(y).mul(drift * back);
      Tensor s = stopped ? followed.stopGradient() : followed;
      Tensor samples = recovered.sub(s.expandDims(1));
      Tensor origins = y.expandDims(1).broadcastTo(B, M, D).reshape(B * M, D);
      Tensor logWeights =
          q.logDensity(samples.reshape(B * M, D), origins)
              .sub(q.logDensity(recovered.reshape(B * M, D), origins))
              .reshape(B, M);
      Tensor ownWeight = q.logDensity(x, y).sub(q.logDensity(x.add(s), y));
      Tensor contrast =
          context
              .energy(x)
              .expandDims(1)
              .sub(context.energy(samples))
              .add(logWeights.mul(weight))
              .sub(ownWeight.mul(own).expandDims(1));
      Tensor stabiliser = fill(Math.log(W), B, 1);
      return logSumExp(concat(1, contrast, stabiliser), 1).mean().sub(Math.log(M));
    }
  }

  private static final Map<String, Mutant> MUTANTS =
      Map.of(
          "weights missing", new Mutant(DRIFT, 0, 1, true),
          "weights inverted", new Mutant(DRIFT, -1, 1, true),
          "own weight missing", new Mutant(DRIFT, 1, 0, true),
          "negatives climb", new Mutant(-DRIFT, 1, 1, true),
          "derivatives through the negatives", new Mutant(DRIFT, 1, 1, false));

  static List<String> mutants() {
    return List.copyOf(MUTANTS.keySet());
  }

  @Test
  void mutantWithoutMistakePasses() {
    assertAgrees(new Mutant(DRIFT, 1, 1, true), a -> plain(a, LAW, "", DRIFT));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void mistakesAreNoticed(String name) {
    assertThatThrownBy(() -> assertAgrees(MUTANTS.get(name), a -> plain(a, LAW, "", DRIFT)))
        .isInstanceOf(AssertionError.class);
  }

  /**
   * The mean of omega exp(-U(x')) over negatives of one y is exp(-U_q(y)), whatever the drift: an
   * integral of a normal density, in three dimensions. Weights are relative to that of x = y. One
   * z-test in a million fails falsely; a factor of 1 % is noticed.
   */
  private static void assertEstimatesTheContrastivePotential(Perturbation q, double drift) {
    int draws = 300_000;
    double[] y = {0.4, -1, 0.9};
    double[] values =
        DOUBLE
            .run(
                1,
                List.of(TensorData.of(y, 1, D)),
                (key, in) -> {
                  Tree<Tensor> parameters =
                      Tree.of("a", Tensors.constant(AT[0]))
                          .with(
                              "b",
                              Tensors.constant(TensorData.of(new float[] {0.3f, -0.5f, 0.2f}, D)));
                  OneStep step = OneStep.first(new Quadratic(D), parameters, key, in.get(0));
                  Negatives negatives =
                      Negatives.draw(step, in.get(0), List.of(q), draws, Schedule.constant(drift));
                  Tensor logs = negatives.logWeights().sub(step.energy(negatives.samples()));
                  return List.of(logs.exp().reshape(draws));
                })
            .get(0)
            .toDoubles();
    double expected = 1;
    for (int k = 0; k < D; k++) {
      double a = AT[0];
      double b = AT[1 + k];
      double own = Math.pow(drift * V * (a * y[k] + b), 2) / (2 * V);
      double exponent = (a * y[k] * y[k] / 2 + b * y[k] - b * b * V / 2) / (1 + a * V);
      expected *= Math.exp(-exponent - own) / Math.sqrt(1 + a * V);
    }
    new ZTest(1).assertMean("mean weight at drift " + drift, values, expected);
    double mean = DoubleStream.of(values).average().orElseThrow();
    double squares = DoubleStream.of(values).map(v -> (v - mean) * (v - mean)).sum();
    assertThat(new ZTest(1).quantile() * Math.sqrt(squares) / draws).isLessThan(0.01 * expected);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void weightedNegativesEstimateTheContrastivePotential(double drift) {
    assertEstimatesTheContrastivePotential(new At(1, 1), drift);
  }

  private static void assertNoticed(Perturbation mutant, double drift) {
    assertThatThrownBy(() -> assertEstimatesTheContrastivePotential(mutant, drift))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("mean weight");
  }

  /** The variance of the way there and back for that of the way back moves the mean by 9 %. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void negativesOfTwiceTheVarianceAreNoticed(double drift) {
    assertNoticed(new At(2, 1), drift);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1})
  void aDensityOfTwiceTheVarianceIsNoticed(double drift) {
    assertNoticed(new At(1, 2), drift);
  }

  private static final double V = 0.5;

  /**
   * Gaussian noise of variance {@link #V} whose y is x itself.
   *
   * @param wider factor of the variance on the way back
   * @param flatter factor of the variance that the density has
   */
  private record At(double wider, double flatter) implements Perturbation {
    @Override
    public Tensor perturb(Key key, Tensor x) {
      return x;
    }

    @Override
    public Recovery recover(Key key, Tensor y, int count) {
      return new Gaussian(wider * V).recover(key, y, count);
    }

    @Override
    public Tensor logDensity(Tensor x, Tensor y) {
      return new Gaussian(flatter * V).logDensity(x, y);
    }
  }

  @Test
  void asksForADensityInWords() {
    Perturbation unknown =
        new Perturbation() {
          @Override
          public Tensor perturb(Key key, Tensor x) {
            return x;
          }

          @Override
          public Recovery recover(Key key, Tensor y, int count) {
            return new Gaussian(1).recover(key, y, count);
          }
        };
    assertThatThrownBy(() -> assertAgrees(loss(1, new Law(unknown, 1, 1)), a -> 0))
        .isInstanceOf(TensorException.class)
        .hasMessageStartingWith("EBM-M010 perturbation: the density of ");
  }
}

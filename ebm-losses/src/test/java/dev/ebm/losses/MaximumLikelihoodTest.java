package dev.ebm.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.data.Feature;
import dev.ebm.api.data.Features;
import dev.ebm.api.error.EbmException;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.LossContext;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import dev.ebm.testkit.contract.OneStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MaximumLikelihoodTest {

  private static final JvmBackend BACKEND = new JvmBackend(1);
  private static final Traced DOUBLE = new Traced(BACKEND, DType.FLOAT64);
  private static final double[] LINE = {0.3, -1.2, 0.5, 2.1, -0.4, 0.6};

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  private static Loss loss(int nodes, double margin, KnownRows rows) {
    return MaximumLikelihood.FACTORY.create(new MaximumLikelihood.Config(nodes, margin), rows);
  }

  /** What one step makes of a loss, with its state as it starts. */
  private interface Report {
    List<Tensor> of(OneStep step, Tensor value);
  }

  private static double[] step(
      Loss loss, UnaryOperator<Tensor> energy, double[] rows, int d, Report report) {
    return DOUBLE
        .run(
            1,
            List.of(TensorData.of(rows, rows.length / d, d)),
            (key, in) -> {
              Tree<Tensor> state =
                  loss.state()
                      .map(parameter -> parameter.initializer().initial(key, parameter.shape()));
              OneStep step =
                  new OneStep(
                      EnergyFunction.of(energy, Shape.of(d)),
                      key,
                      Tensors.fill(DType.INT32, 0, Shape.SCALAR),
                      state);
              return report.of(step, loss.loss(step, in.get(0)));
            })
        .stream()
        .mapToDouble(result -> result.at(0))
        .toArray();
  }

  private static double value(Loss loss, UnaryOperator<Tensor> energy, double[] rows, int d) {
    return step(loss, energy, rows, d, (step, value) -> List.of(value))[0];
  }

  private static double simpson(DoubleUnaryOperator f, double low, double high) {
    int n = 20_000;
    double h = (high - low) / n;
    double sum = f.applyAsDouble(low) + f.applyAsDouble(high);
    for (int i = 1; i < n; i++) {
      sum += (i % 2 == 0 ? 2 : 4) * f.applyAsDouble(low + i * h);
    }
    return sum * h / 3;
  }

  private static double mean(DoubleUnaryOperator u) {
    return Arrays.stream(LINE).map(u).average().orElseThrow();
  }

  /** A double well, and slopes whose mass is at an end of the grid: 128 nodes. */
  private static void assertNegativeLogLikelihood(Loss loss) {
    double low = -1.2 - 3.3 / 2;
    double high = 2.1 + 3.3 / 2;
    assertThat(value(loss, x -> x.square().sub(1).square().sum(1), LINE, 1))
        .isCloseTo(
            mean(x -> Math.pow(x * x - 1, 2))
                + Math.log(simpson(x -> Math.exp(-Math.pow(x * x - 1, 2)), low, high)),
            within(1e-6));
    assertThat(value(loss, x -> x.sum(1), LINE, 1))
        .isCloseTo(mean(x -> x) + Math.log(Math.exp(-low) - Math.exp(-high)), within(2e-4));
    assertThat(value(loss, x -> x.sum(1).neg(), LINE, 1))
        .isCloseTo(mean(x -> -x) + Math.log(Math.exp(high) - Math.exp(low)), within(2e-4));
  }

  @Test
  void isTheNegativeLogLikelihoodOnTheGrid() {
    assertNegativeLogLikelihood(loss(128, 0.5, KnownRows.of(LINE, 6, 1)));
  }

  /** Quadratures with a mistake, over the same box. */
  private static final Map<String, Loss> MUTANTS =
      Map.of(
          "left ends of the cells", mutant(0, 128, 1, 1),
          "cell forgotten", mutant(0.5, 128, 0, 1),
          "last cell missing", mutant(0.5, 127, 1, 1),
          "sign of the energy", mutant(0.5, 128, 1, -1));

  private static Loss mutant(double at, int cells, double volume, double sign) {
    Loss right = loss(128, 0.5, KnownRows.of(LINE, 6, 1));
    return new Loss() {
      @Override
      public Tree<Parameter> state() {
        return right.state();
      }

      @Override
      public Tensor loss(LossContext context, Tensor x) {
        Tensor low = context.state("box").get(0, 0);
        Tensor cell = context.state("box").get(0, 1).sub(low).div(128);
        Tensor nodes =
            Tensors.iota(cells).cast(DType.FLOAT32).add(at).mul(cell).add(low).expandDims(1);
        Tensor logZ = Tensors.logSumExp(context.energy(nodes).mul(-sign));
        return context.energy(x).mean().add(logZ).add(cell.log().sum().mul(volume));
      }
    };
  }

  static List<String> mutants() {
    return List.copyOf(MUTANTS.keySet());
  }

  @Test
  void mutantWithoutMistakePasses() {
    assertNegativeLogLikelihood(mutant(0.5, 128, 1, 1));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void mistakesAreNoticed(String name) {
    assertThatThrownBy(() -> assertNegativeLogLikelihood(MUTANTS.get(name)))
        .isInstanceOf(AssertionError.class);
  }

  /** In the plane, for a Gaussian with correlated columns: log Z = log(2 pi) - log det P / 2. */
  @Test
  void normalisesACorrelatedGaussianInThePlane() {
    double[] rows = {-4, -4, 4, 4, 0.3, 0.5};
    double[] found =
        step(
            loss(64, 0.5, KnownRows.of(rows, 3, 2)),
            x -> {
              Tensor a = x.get(1, 0);
              Tensor b = x.get(1, 1);
              return a.square().add(a.mul(b)).add(b.square().mul(0.75));
            },
            rows,
            2,
            (step, value) -> List.of(step.metrics().get("log-z"), value));
    double logZ = Math.log(2 * Math.PI) - Math.log(2 * 1.5 - 1) / 2;
    assertThat(found[0]).isCloseTo(logZ, within(1e-6));
    double data = (16 + 16 + 12 + 16 + 16 + 12 + 0.09 + 0.15 + 0.1875) / 3;
    assertThat(found[1]).isCloseTo(data + logZ, within(1e-5));
  }

  /**
   * The derivative of a|x|^2/2 + b.x is the data's mean of |x|^2/2 and x less the model's, so the
   * minimum has the rows' own moments: Newton's method finds them, to the last digits, and they lie
   * within Fisher's standard errors of the truth.
   */
  @Test
  void recoversTheMomentsOfTheRows() {
    int n = 5000;
    Random random = new Random(1);
    double[] rows = new double[2 * n];
    Arrays.setAll(rows, i -> (i % 2 == 0 ? 0.5 : -1) + 0.8 * random.nextGaussian());
    Loss loss = loss(64, 0.5, KnownRows.of(rows, n, 2));
    double[] theta = {1, 0, 0};
    for (int i = 0; i < 30; i++) {
      double[] g = gradient(loss, theta, rows);
      // The model's own covariance of (|x|^2/2, x) is the Hessian.
      double a = theta[0];
      double m0 = -theta[1] / a;
      double m1 = -theta[2] / a;
      double h00 = (1 + a * (m0 * m0 + m1 * m1)) / (a * a);
      double schur = h00 - (m0 * m0 + m1 * m1) / a;
      double step = (g[0] - m0 * g[1] - m1 * g[2]) / schur;
      theta[0] -= step;
      theta[1] -= a * (g[1] - m0 / a * step);
      theta[2] -= a * (g[2] - m1 / a * step);
    }
    double[] mean = new double[2];
    for (int i = 0; i < 2 * n; i++) {
      mean[i % 2] += rows[i] / n;
    }
    double variance =
        IntStream.range(0, 2 * n).mapToDouble(i -> Math.pow(rows[i] - mean[i % 2], 2)).sum()
            / (2 * n);
    assertThat(theta)
        .containsExactly(
            new double[] {1 / variance, -mean[0] / variance, -mean[1] / variance}, within(1e-5));
    double truth = 1 / 0.64;
    assertThat(Math.abs(theta[0] - truth)).isLessThan(4.89 * truth / Math.sqrt(n));
  }

  private static double[] gradient(Loss loss, double[] theta, double[] rows) {
    return DOUBLE
        .run(
            1,
            List.of(TensorData.of(rows, rows.length / 2, 2), TensorData.of(theta, 3)),
            (key, in) -> {
              Tree<Tensor> parameters =
                  Tree.of("a", in.get(1).get(0, 0)).with("b", in.get(1).slice(0, 1, 3));
              OneStep step =
                  new OneStep(
                      new EnergyFunction(new Quadratic(2), parameters, Shape.of(2)),
                      key,
                      Tensors.fill(DType.INT32, 0, Shape.SCALAR),
                      loss.state().map(box -> box.initializer().initial(key, box.shape())));
              return List.of(Gradients.of(loss.loss(step, in.get(0)), in.get(1)));
            })
        .get(0)
        .toDoubles();
  }

  private static List<String> warnings(double[] rows) {
    List<String> codes = new ArrayList<>();
    double[] held =
        step(
            loss(16, 0.5, KnownRows.of(LINE, 6, 1)),
            x -> x.square().sum(1),
            rows,
            1,
            (step, value) -> {
              step.warnings().keySet().forEach(problem -> codes.add(problem.code()));
              List<Tensor> results = new ArrayList<>();
              step.warnings().values().forEach(w -> results.add(w.cast(DType.FLOAT32)));
              return results;
            });
    return IntStream.range(0, held.length).filter(i -> held[i] == 1).mapToObj(codes::get).toList();
  }

  @Test
  void warnsOfRowsOutsideOfTheGrid() {
    assertThat(warnings(LINE)).isEmpty();
    assertThat(warnings(new double[] {0, 3.8})).containsExactly("EBM-W009");
    assertThat(warnings(new double[] {-2.9})).containsExactly("EBM-W009");
  }

  @Test
  void refusesDataThatNoGridCovers() {
    assertThatThrownBy(() -> loss(16, 0.5, KnownRows.of(new double[3], 1, 3)))
        .isInstanceOf(EbmException.class)
        .hasMessage(
            "EBM-M007 loss 'maximum-likelihood': needs one or two columns, not 3 (for such data use"
                + " persistent-contrastive-divergence or energy-discrepancy)");
    Features bits = new Features(Shape.of(1), List.of(new Feature("b", Feature.Kind.BINARY)));
    KnownRows binary = new KnownRows(bits, TensorData.of(new float[] {0, 1}, 2, 1));
    assertThatThrownBy(() -> loss(16, 0.5, binary))
        .isInstanceOf(EbmException.class)
        .hasMessage(
            "EBM-M007 loss 'maximum-likelihood': needs real numbers, but column 'b' is binary (for"
                + " such data use noise-contrastive-estimation with noise bernoulli)");
  }
}

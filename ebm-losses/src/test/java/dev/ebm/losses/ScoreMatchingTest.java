package dev.ebm.losses;

import static dev.ebm.losses.Waves.curvature;
import static dev.ebm.losses.Waves.dot;
import static dev.ebm.losses.Waves.gradient;
import static dev.ebm.losses.Waves.trace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ebm.api.method.Energy;
import dev.ebm.api.method.EnergyFunction;
import dev.ebm.api.method.Loss;
import dev.ebm.api.method.Parameter;
import dev.ebm.api.method.Tree;
import dev.ebm.api.tensor.DType;
import dev.ebm.api.tensor.Derivatives;
import dev.ebm.api.tensor.Gradients;
import dev.ebm.api.tensor.Op;
import dev.ebm.api.tensor.Shape;
import dev.ebm.api.tensor.Tensor;
import dev.ebm.api.tensor.TensorData;
import dev.ebm.api.tensor.TensorType;
import dev.ebm.api.tensor.Tensors;
import dev.ebm.backend.jvm.JvmBackend;
import dev.ebm.testkit.Traced;
import dev.ebm.testkit.contract.OneStep;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Score matching and its sliced form, which shares the directions. */
class ScoreMatchingTest {

  private static final int B = OnWaves.B;
  private static final int D = OnWaves.D;
  private static final int N = 3;

  private static final OnWaves WAVES = new OnWaves();

  @AfterAll
  static void close() {
    WAVES.close();
  }

  private static double definition(double[] theta) {
    return OnWaves.mean(x -> dot(gradient(theta, x), gradient(theta, x)) / 2 - trace(theta, x));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 100})
  void agreesWithTheDefinitionForEveryChunk(int chunk) {
    WAVES.assertAgrees(
        new ScoreMatching(ScoreMatching.Trace.EXACT, chunk, 1, Projection.GAUSSIAN),
        ScoreMatchingTest::definition);
  }

  /** The directions that a loss draws: N for each row, {@code [N * B][D]}. */
  private static double[][] directions(Projection law) {
    double[][] draws =
        OnWaves.draws(law == Projection.RADEMACHER ? Op.UNIFORM : Op.NORMAL, "projections", N * B);
    UnaryOperator<double[]> direction =
        switch (law) {
          case RADEMACHER -> u -> Arrays.stream(u).map(v -> v < 0.5 ? -1 : 1).toArray();
          case GAUSSIAN -> z -> z;
          case SPHERE -> z -> Arrays.stream(z).map(v -> v * Math.sqrt(D / dot(z, z))).toArray();
        };
    return Arrays.stream(draws).map(direction).toArray(double[][]::new);
  }

  /** The mean over rows and directions; direction n of row i is the (n B + i)-th. */
  private static double sliced(double[] theta, Projection law, boolean varianceReduced) {
    double[][] directions = directions(law);
    double sum = 0;
    for (int i = 0; i < directions.length; i++) {
      double[] x = OnWaves.ROWS[i % B];
      double[] g = gradient(theta, x);
      double slope = dot(g, directions[i]);
      double square = varianceReduced ? dot(g, g) : slope * slope;
      sum += square / 2 - curvature(theta, x, directions[i]);
    }
    return sum / directions.length;
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithTheDefinitionAlongItsDirections(Projection law) {
    WAVES.assertAgrees(ScoreMatching.hutchinson(N, law), theta -> sliced(theta, law, true));
    WAVES.assertAgrees(new SlicedScoreMatching(N, law, true), theta -> sliced(theta, law, true));
    WAVES.assertAgrees(new SlicedScoreMatching(N, law, false), theta -> sliced(theta, law, false));
  }

  /** All 2^d vectors of signs, as directions of every row. */
  private static Tensor signs() {
    double[] signs = new double[(1 << D) * B * D];
    for (int i = 0; i < signs.length; i++) {
      signs[i] = (i / (B * D) >> i % D & 1) == 0 ? -1 : 1;
    }
    return Tensors.constant(TensorData.fromDoubles(TensorType.float32(1 << D, B, D), signs));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void averagedOverAllSignsTheSlicedFormIsTheExactOne(boolean varianceReduced) {
    SlicedScoreMatching sliced = new SlicedScoreMatching(1, Projection.RADEMACHER, varianceReduced);
    double average =
        WAVES.of((step, x) -> sliced.objective(Slices.along(step.energy(), x, signs())));
    assertThat(average)
        .isCloseTo(WAVES.of((step, x) -> ScoreMatching.exact().loss(step, x)), within(1e-12))
        .isCloseTo(definition(Waves.THETA), within(1e-12));
  }

  /** U = x'Px / 2 - h.x. */
  private record Normal() implements Energy {
    @Override
    public Tree<Parameter> parameters() {
      return Tree.of("p", Parameter.zeros(D, D)).with("h", Parameter.zeros(D));
    }

    @Override
    public Tensor energy(Tree<Tensor> parameters, Tensor x) {
      Tensor quadratic = x.matmul(parameters.get("p")).mul(x).sum(1).mul(0.5);
      return quadratic.sub(x.mul(parameters.get("h")).sum(1));
    }
  }

  /**
   * The loss is a convex quadratic of P and h, and its derivatives vanish at the inverse P of the
   * rows' own covariance and h = P mean: the estimate is the maximum of the likelihood, exactly.
   */
  @Test
  void recoversThePrecisionMatrixOfAGaussianExactly() {
    double[][] precision = {{1.25, -0.5, 0.25}, {-0.5, 2, 0.75}, {0.25, 0.75, 1.5}};
    double[] mean = {0.5, -1, 2};
    double[] largest = new double[2];
    for (int scaled = 0; scaled < 2; scaled++) {
      double scale = scaled == 0 ? 1 : 1.01;
      double[] p =
          Arrays.stream(precision).flatMapToDouble(Arrays::stream).map(v -> v * scale).toArray();
      double[] h = Arrays.stream(precision).mapToDouble(r -> scale * dot(r, mean)).toArray();
      try (JvmBackend backend = new JvmBackend(1)) {
        largest[scaled] =
            new Traced(backend, DType.FLOAT64)
                    .run(
                        1,
                        List.of(
                            TensorData.of(rowsOf(precision, mean), 6, D),
                            TensorData.of(p, D, D),
                            TensorData.of(h, D)),
                        (key, in) -> {
                          Tree<Tensor> parameters = Tree.of("p", in.get(1)).with("h", in.get(2));
                          OneStep step = OneStep.first(new Normal(), parameters, key, in.get(0));
                          Tensor loss = ScoreMatching.exact().loss(step, in.get(0));
                          return Gradients.of(loss, parameters.values());
                        })
                    .stream()
                    .flatMapToDouble(g -> Arrays.stream(g.toDoubles()).map(Math::abs))
                    .max()
                    .orElseThrow();
      }
    }
    assertThat(largest[0]).isLessThan(1e-12);
    assertThat(largest[1]).isGreaterThan(1e-3);
  }

  /**
   * Six rows mean +- sqrt(3) times a column of R with R R' = P^-1, whose mean and covariance (by 6)
   * are these: R = the inverse of the transposed Cholesky factor, by back substitution.
   */
  private static double[] rowsOf(double[][] precision, double[] mean) {
    double[][] lower = new double[D][D];
    for (int i = 0; i < D; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = precision[i][j];
        for (int k = 0; k < j; k++) {
          rest -= lower[i][k] * lower[j][k];
        }
        lower[i][j] = i == j ? Math.sqrt(rest) : rest / lower[j][j];
      }
    }
    double[] rows = new double[6 * D];
    for (int column = 0; column < D; column++) {
      double[] r = new double[D];
      for (int i = D - 1; i >= 0; i--) {
        double rest = i == column ? 1 : 0;
        for (int k = i + 1; k < D; k++) {
          rest -= lower[k][i] * r[k];
        }
        r[i] = rest / lower[i][i];
      }
      for (int i = 0; i < D; i++) {
        rows[2 * column * D + i] = mean[i] + Math.sqrt(3) * r[i];
        rows[(2 * column + 1) * D + i] = mean[i] - Math.sqrt(3) * r[i];
      }
    }
    return rows;
  }

  /** Losses with one mistake each. */
  static Map<String, Loss> mutants() {
    return Map.of(
        "half missing", mutant(1, 1),
        "sign of the trace", mutant(0.5, -1),
        "trace divided by d", mutant(0.5, 1.0 / D),
        "trace halved", mutant(0.5, 0.5));
  }

  static List<String> mutantNames() {
    return List.copyOf(mutants().keySet());
  }

  private static Loss mutant(double ofSquare, double ofTrace) {
    return (context, x) -> {
      EnergyFunction energy = context.energy();
      Tensor square = energy.gradient(x).square().sum(1).mul(ofSquare);
      return square.sub(Derivatives.laplacian(energy::of, x).mul(ofTrace)).mean();
    };
  }

  @Test
  void mutantWithoutMistakePasses() {
    WAVES.assertAgrees(mutant(0.5, 1), ScoreMatchingTest::definition);
  }

  @ParameterizedTest
  @MethodSource("mutantNames")
  void mistakesAreNoticed(String name) {
    assertThatThrownBy(() -> WAVES.assertAgrees(mutants().get(name), ScoreMatchingTest::definition))
        .isInstanceOf(AssertionError.class);
  }

  /** Mistakes with directions, by the law whose draws {@link #directions} repeats. */
  static Map<String, Loss> slicedMutants() {
    return Map.of(
        "sum over directions never divided", slicedMutant(N, 1, false),
        "one direction for two of them", slicedMutant(1, 1, true),
        "directions of another length", slicedMutant(1, 1.0 / Math.sqrt(D), false));
  }

  static List<String> slicedMutantNames() {
    return List.copyOf(slicedMutants().keySet());
  }

  private static Loss slicedMutant(double factor, double length, boolean repeated) {
    return (context, x) -> {
      Tensor drawn = Projection.RADEMACHER.draw(context.key("projections"), Shape.of(N * B, D));
      Tensor v = drawn.reshape(N, B, D).mul(length);
      Tensor directions = repeated ? v.get(0, 0).expandDims(0).broadcastTo(N, B, D) : v;
      Slices along = Slices.along(context.energy(), x, directions);
      return along.squaredGradient().mul(0.5).sub(along.curvature()).mean().mul(factor);
    };
  }

  @Test
  void slicedMutantWithoutMistakePasses() {
    WAVES.assertAgrees(
        slicedMutant(1, 1, false), theta -> sliced(theta, Projection.RADEMACHER, true));
  }

  @ParameterizedTest
  @MethodSource("slicedMutantNames")
  void mistakesWithDirectionsAreNoticed(String name) {
    assertThatThrownBy(
            () ->
                WAVES.assertAgrees(
                    slicedMutants().get(name), theta -> sliced(theta, Projection.RADEMACHER, true)))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void reportsBothTerms() {
    double[] theta = Waves.THETA;
    double square = OnWaves.mean(x -> dot(gradient(theta, x), gradient(theta, x)));
    Loss exact = ScoreMatching.exact();
    assertThat(WAVES.metric(exact, "squared-gradient")).isCloseTo(square, within(1e-9));
    assertThat(WAVES.metric(exact, "laplacian"))
        .isCloseTo(OnWaves.mean(x -> trace(theta, x)), within(1e-9));
    Loss sliced = new SlicedScoreMatching(2, Projection.GAUSSIAN, false);
    assertThat(WAVES.metric(sliced, "squared-gradient")).isCloseTo(square, within(1e-9));
  }

  /** Linear pieces everywhere. */
  private static Loss ofPieces(Loss loss) {
    return (context, x) -> {
      EnergyFunction pieces =
          EnergyFunction.of(rows -> rows.abs().sum(1), context.energy().features());
      OneStep step = new OneStep(pieces, context.key("pieces"), context.step(), Tree.empty());
      Tensor value = loss.loss(step, x);
      step.warnings().forEach((warning, when) -> context.warn(when, warning));
      return value;
    };
  }

  @Test
  void warnsWhereTheEnergyHasNoSecondDerivative() {
    for (Loss loss :
        List.of(
            ScoreMatching.exact(),
            ScoreMatching.hutchinson(2, Projection.RADEMACHER),
            new SlicedScoreMatching(1, Projection.GAUSSIAN, false))) {
      assertThat(WAVES.warnings(loss)).isEmpty();
      assertThat(WAVES.warnings(ofPieces(loss)))
          .singleElement()
          .satisfies(w -> assertThat(w.code()).isEqualTo("EBM-W010"));
    }
  }

  @Test
  void refusesBitsByName() {
    DataContext bits = DataContext.bits(TensorData.of(new float[] {0, 1}, 1, 2));
    assertThatThrownBy(() -> ScoreMatching.FACTORY.create(ScoreMatching.exact(), bits))
        .hasMessage(
            "EBM-M007 loss 'score-matching': needs real numbers, but column 'x0' is binary (for"
                + " such data use noise-contrastive-estimation with noise bernoulli)");
    assertThatThrownBy(
            () ->
                SlicedScoreMatching.FACTORY.create(
                    new SlicedScoreMatching(1, Projection.SPHERE, true), bits))
        .hasMessageStartingWith("EBM-M007 loss 'sliced-score-matching'");
  }
}
